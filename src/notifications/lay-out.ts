import { raw } from 'hono/html';
import { jsx } from 'hono/jsx';
import type { OutgoingMail } from '../platform/mail/index.ts';
import type { Envelope, Letter } from './letter.ts';
import { styles, stylesheet } from './styles.ts';

type Child = ReturnType<typeof jsx>;

/**
 * A letter as a mail: HTML that reads well on a telephone, in dark mode and by a screen reader, and the same as text.
 * It is built by the calls that JSX stands for: Node runs these files as they are, and does not know its syntax.
 */
export function layOut(envelope: Envelope): Pick<OutgoingMail, 'subject' | 'html' | 'text'> {
  const plain = { ...envelope, letter: inLines(envelope.letter) };
  const { subject } = plain.letter;
  return { subject, html: `<!doctype html>${htmlOf(subject, plain)}`, text: textOf(subject, plain) };
}

function inLines(letter: Letter): Letter {
  const { subject, paragraphs, facts, notes } = letter;
  return {
    ...letter,
    subject: line(subject),
    paragraphs: paragraphs.map(line),
    ...(facts && { facts: facts.map(({ label, value }) => ({ label, value: line(value) })) }),
    ...(notes && { notes: notes.map(line) }),
  };
}

// What people wrote may have line breaks: in a subject there are none, and elsewhere a name would write lines of its own,
// facts that the service never told. What turns the direction of writing would make what follows read as something else.
function line(text: string): string {
  return text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, (space) => (/[\t\n\r\u2028\u2029]/.test(space) ? ' ' : space));
}

function htmlOf(subject: string, { letter, language, brand, plainLink, footer, unsubscribe }: Envelope): string {
  const { paragraphs, facts = [], action, notes = [] } = letter;
  const [preview = ''] = paragraphs;
  return jsx(
    'html',
    { lang: language, dir: 'ltr' },
    jsx(
      'head',
      {},
      jsx('meta', { charset: 'utf-8' }),
      jsx('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      jsx('meta', { name: 'color-scheme', content: 'light dark' }),
      jsx('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      jsx('title', {}, subject),
      jsx('style', {}, raw(stylesheet)),
    ),
    jsx(
      'body',
      { class: 'page', style: styles.page },
      jsx('div', { style: styles.preview, 'aria-hidden': 'true' }, preview),
      jsx(
        'table',
        { role: 'presentation', width: '100%', cellpadding: '0', cellspacing: '0', style: styles.frame },
        row(
          jsx(
            'div',
            { style: styles.column },
            jsx('p', { class: 'soft', style: styles.brand }, brand),
            jsx(
              'div',
              { class: 'card', style: styles.card },
              jsx('h1', { class: 'strong', style: styles.heading }, subject),
              ...paragraphs.map((text) => jsx('p', { style: styles.paragraph }, text)),
              ...(facts.length > 0 ? [factTable(facts)] : []),
              ...(action ? [button(action)] : []),
              ...notes.map((text) => jsx('p', { class: 'soft', style: styles.note }, text)),
              ...(action ? [plainAddress(plainLink, action.href)] : []),
            ),
            jsx('p', { class: 'soft', style: styles.footer }, footer),
            ...(unsubscribe
              ? [
                  jsx(
                    'p',
                    { style: styles.footer },
                    link(unsubscribe.href, 'soft', styles.quietLink, unsubscribe.label),
                  ),
                ]
              : []),
          ),
        ),
      ),
    ),
  ).toString() as string;
}

function row(content: Child): Child {
  return jsx('tbody', {}, jsx('tr', {}, jsx('td', { align: 'center', style: styles.cell }, content)));
}

function factTable(facts: NonNullable<Envelope['letter']['facts']>): Child {
  const rows = facts.map(({ label, value }) =>
    jsx(
      'tr',
      {},
      jsx('th', { scope: 'row', class: 'soft line', style: styles.label }, label),
      jsx('td', { class: 'line', style: styles.value }, value),
    ),
  );
  return jsx(
    'table',
    { width: '100%', cellpadding: '0', cellspacing: '0', style: styles.facts },
    jsx('tbody', {}, ...rows),
  );
}

function button({ href, label }: { href: string; label: string }): Child {
  return jsx('p', { style: styles.paragraph }, link(href, 'button', styles.button, label));
}

function plainAddress(intro: string, href: string): Child {
  return jsx(
    'p',
    { class: 'soft', style: styles.note },
    intro,
    jsx('br', {}),
    link(href, 'soft', styles.plainLink, href),
  );
}

function link(href: string, name: string, style: string, label: string): Child {
  return jsx('a', { href, class: name, style }, label);
}

function textOf(subject: string, { letter, footer, unsubscribe }: Envelope): string {
  const { paragraphs, facts = [], action, notes = [] } = letter;
  const blocks = [
    subject,
    ...paragraphs,
    ...(facts.length > 0 ? [facts.map(({ label, value }) => `${label}: ${value}`).join('\n')] : []),
    ...(action ? [`${action.label}:\n${action.href}`] : []),
    ...notes,
    `-- \n${footer}`,
    ...(unsubscribe ? [`${unsubscribe.label}:\n${unsubscribe.href}`] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}
