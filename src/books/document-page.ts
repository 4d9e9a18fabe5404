import { html } from 'hono/html';
import { moneyText } from '../kernel/money-text.ts';
import type { DocumentContent, DocumentKind } from './document.ts';

/** A document with its number, as it is printed. */
export type Issued = { kind: DocumentKind; number: string; issuedAt: Date; content: DocumentContent };

const titles: Readonly<Record<DocumentKind, string>> = { receipt: 'Receipt', invoice: 'Invoice' };

/** A page for screen and paper, without scripts and anything from elsewhere. */
export async function documentPage({ kind, number, issuedAt, content }: Issued): Promise<string> {
  const { issuer, recipient, stay, lines, total, vat, currency } = content;
  const money = (amount: number) => moneyText(amount, currency, 'en');
  return String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${titles[kind]} ${number}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${titles[kind]} ${number}</h1>
<p>${issuedAt.toISOString().slice(0, 10)}</p>
</header>
<section class="sides">
<div><h2>From</h2><p>${issuer.name}</p><p class="address">${issuer.address}</p>${issuer.vatId === null ? '' : html`<p>VAT ${issuer.vatId}</p>`}</div>
<div><h2>To</h2><p>${recipient}</p></div>
<div><h2>For</h2><p>${stay.listing}</p><p>${stay.checkIn} to ${stay.checkOut}</p><p class="id">${stay.bookingId}</p></div>
</section>
<table>
<tbody>${lines.map(({ label, amount }) => html`<tr><th scope="row">${label}</th><td>${money(amount)}</td></tr>`)}</tbody>
<tfoot>
<tr class="total"><th scope="row">Total</th><td>${money(total)}</td></tr>
${
  vat === null
    ? ''
    : html`<tr><th scope="row">Service fee included, without VAT</th><td>${money(vat.net)}</td></tr>
<tr><th scope="row">VAT included, ${vat.rateBps / 100} %</th><td>${money(vat.amount)}</td></tr>`
}
</tfoot>
</table>
</main>
</body>
</html>
`,
  );
}

const STYLE = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1c1c1c; background: #f3f3f1; }
body { margin: 0; padding: 1rem; }
main { max-width: 44rem; margin: 0 auto; padding: clamp(1rem, 5vw, 3rem); background: #fff; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; align-items: baseline; }
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: .8rem; font-weight: 600; color: #666; }
p { margin: 0; overflow-wrap: anywhere; }
.address { white-space: pre-line; }
.id { color: #666; font-size: .8rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1.5rem; margin: 2rem 0; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 400; padding: .4rem 1rem .4rem 0; }
td { padding: .4rem 0; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tbody tr { border-bottom: 1px solid #ddd; }
tfoot { color: #666; font-size: .9rem; }
tfoot .total { color: #1c1c1c; font-size: 1.1rem; }
.total th, .total td { font-weight: 600; padding-top: .8rem; }
@media print { :root { background: #fff; } body { padding: 0; } main { padding: 0; max-width: none; } }
`;
