const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** Styles of a mail's parts. They stand at each part: several readers of mail drop style sheets. */
export const styles = {
  page: `margin:0;padding:0;background:#f3f4f6;color:#1f2937;${font};font-size:16px;line-height:1.5`,
  preview: 'display:none;max-height:0;overflow:hidden;opacity:0',
  frame: 'border-collapse:collapse',
  cell: 'padding:24px 12px',
  column: 'max-width:560px;margin:0 auto;text-align:left',
  brand: 'margin:0 4px 12px;font-size:15px;font-weight:600;color:#4b5563',
  card: 'background:#ffffff;border-radius:12px;padding:28px 24px 12px',
  heading: 'margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:700;color:#111827;overflow-wrap:anywhere',
  paragraph: 'margin:0 0 20px;overflow-wrap:anywhere',
  facts: 'border-collapse:collapse;margin:0 0 24px;font-size:15px',
  label:
    'padding:10px 16px 10px 0;text-align:left;vertical-align:top;font-weight:400;color:#4b5563;width:30%;border-top:1px solid #e5e7eb',
  value: 'padding:10px 0;text-align:left;vertical-align:top;border-top:1px solid #e5e7eb;overflow-wrap:anywhere',
  button:
    'display:inline-block;padding:13px 24px;border-radius:8px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none',
  note: 'margin:0 0 16px;font-size:13px;color:#4b5563',
  plainLink: 'color:#4b5563;overflow-wrap:anywhere',
  footer: 'margin:16px 4px 0;font-size:13px;color:#4b5563',
  quietLink: 'color:#4b5563;text-decoration:underline',
} as const;

/** What only a style sheet can say: the colours in the dark. Each has a contrast of 4.5 to 1 at least. */
export const stylesheet = `:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  .page { background: #111827 !important; color: #e5e7eb !important }
  .card { background: #1f2937 !important }
  .strong { color: #f9fafb !important }
  .soft { color: #b6bcc6 !important }
  .line { border-color: #374151 !important }
  .button { background: #93c5fd !important; color: #111827 !important }
}`;
