import type { Messages } from '../en/index.ts';
import { accounts } from './accounts.ts';
import { frame } from './frame.ts';
import { money } from './money.ts';
import { stays } from './stays.ts';

export const fr: Messages = { ...frame, ...accounts, ...stays, ...money };
