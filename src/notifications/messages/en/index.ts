import { accounts } from './accounts.ts';
import { frame } from './frame.ts';
import { money } from './money.ts';
import { stays } from './stays.ts';

/** Every sentence of every letter, in ICU's message format. */
export const en = { ...frame, ...accounts, ...stays, ...money };

/** The same sentences in any language. */
export type Messages = { readonly [key in keyof typeof en]: string };
