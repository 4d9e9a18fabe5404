import type { Money } from '../en/money.ts';

export const money: Money = {
  'refunded.guest.subject': 'Unser Kundendienst erstattet Ihnen {amount}',
  'refunded.guest.price': 'Der Betrag kommt aus dem, was Sie für Ihren Aufenthalt bezahlt haben: {listing}.',
  'refunded.guest.deposit': 'Der Betrag war von Ihrer Kaution genommen worden: {listing}.',
  'refunded.host.subject': 'Unser Kundendienst erstattet {amount} an {guest}',
  'refunded.host.price': 'Der Betrag kommt aus dem, was für den Aufenthalt bezahlt wurde: {listing}.',
  'refunded.host.deposit': 'Der Betrag war von der Kaution genommen worden: {listing}.',
  'refunded.host.taken':
    'Ihr Anteil daran wird nicht ausgezahlt; was schon ausgezahlt ist, wird zurückgeholt oder von den nächsten Auszahlungen einbehalten.',
  'refund-failed.subject': 'Ihre Erstattung von {amount} ist nicht angekommen',
  'refund-failed.text':
    'Was Sie für {listing} zurückbekommen sollten, konnte dorthin, woher die Zahlung kam, nicht ausgezahlt werden, etwa weil eine Karte geschlossen ist. Das Geld steht Ihnen weiter zu, und unser Kundendienst kümmert sich darum.',
  'refund-failed.advice':
    'Wenn Sie die Karte nicht mehr haben, mit der Sie bezahlt haben, schreiben Sie unserem Kundendienst.',
  'payment-late.subject': 'Ihre Zahlung von {amount} kam zu spät und geht an Sie zurück',
  'payment-late.nights':
    'Als sie eintraf, waren die Nächte nicht mehr für Sie vorgemerkt: {listing}. Mit ihr ist nichts gebucht.',
  'payment-late.rest': 'Als der Rest für Ihren Aufenthalt eintraf, war dieser schon storniert oder vorbei: {listing}.',
  'payout.subject': '{amount} sind auf dem Weg zu Ihnen',
  'payout.text':
    'Das ist Ihre Auszahlung für den Aufenthalt von {guest}: {listing}. Stripe hat sie erhalten und zahlt sie auf Ihr Bankkonto aus.',
  'payout.withheld': 'Von {gross}, die Sie verdient haben, wurden {withheld} für das einbehalten, was Sie schuldeten.',
  'payout.action': 'Auszahlungen ansehen',
  'payout.kept.subject': '{gross}, die Sie verdient haben, wurden für Ihre Schulden einbehalten',
  'payout.kept.text':
    'Ihre Auszahlung für den Aufenthalt von {guest} ({listing}) wurde ganz für das einbehalten, was Sie schuldeten. Überwiesen wird Ihnen dafür nichts.',
  'payout-returned.subject': 'Ihre Bank hat {amount} zurückgeschickt',
  'payout-returned.text':
    'Stripe hatte {amount} auf Ihr Bankkonto ausgezahlt, aber das Geld kam zurück. Stripe verwahrt es für Sie und zahlt es noch einmal aus, sobald Sie dort ein anderes Bankkonto angegeben haben.',
  'payout-returned.action': 'Anderes Bankkonto angeben',
  'payment-failed.subject': 'Ihre Zahlung hat nicht geklappt',
  'payment-failed.text':
    'Die Nächte sind bis {until} für Sie reserviert ({listing}). Versuchen Sie es bis dahin noch einmal, oder zahlen Sie mit einer anderen Karte.',
  'payment-failed.action': 'Noch einmal versuchen',
  'rest-due.subject': 'Der Rest für {listing} wird bald abgebucht',
  'rest-due.text':
    'Am {due} buchen wir {amount}, den Rest des Preises Ihres Aufenthalts, von Ihrer gespeicherten Karte ab.',
  'rest-due.advice': 'Sie müssen nichts tun, solange die Karte noch gültig ist.',
  'rest-due.uncharged.subject': 'Der Rest für {listing} ist bald fällig',
  'rest-due.uncharged.text':
    'Am {due} ist {amount}, der Rest des Preises Ihres Aufenthalts, fällig. Ihre gespeicherte Karte wird dafür nicht mehr belastet: Sie bekommen dann eine weitere E-Mail und zahlen ihn bis {until} selbst, mit einer beliebigen Karte.',
  'rest-due.undecided.text':
    'Am {due} ist {amount}, der Rest des Preises Ihres Aufenthalts, fällig. Hat Ihre Bank bis dahin entschieden, dass Ihre erste Zahlung bestehen bleibt, buchen wir ihn von Ihrer gespeicherten Karte ab. Sonst bekommen Sie eine weitere E-Mail und zahlen ihn bis {until} selbst, mit einer beliebigen Karte.',
  'rest-failed.subject': 'Bitte zahlen Sie den Rest für {listing}',
  'rest-failed.text':
    'Wir konnten {amount}, den Rest des Preises Ihres Aufenthalts, nicht von Ihrer gespeicherten Karte abbuchen. Bitte zahlen Sie ihn bis {until} selbst, mit dieser oder einer anderen Karte.',
  'rest-failed.advice':
    'Ist er bis dahin nicht bezahlt, wird der Aufenthalt storniert, und was Sie bezahlt haben, geht nach den Stornobedingungen zurück.',
  'rest-failed.lost': 'Ist er bis dahin nicht bezahlt, wird der Aufenthalt storniert.',
  'rest-failed.action': 'Den Rest zahlen',
  'rest-unpaid.subject': 'Der Rest für {listing} ist noch nicht bezahlt',
  'rest-unpaid.text':
    '{amount}, der Rest des Preises Ihres Aufenthalts, ist noch nicht bezahlt. Falls Sie schon begonnen haben, wartet Ihre Bank vielleicht noch auf Ihre Bestätigung. Bitte zahlen Sie ihn bis {until}.',
  'deposit-failed.subject': 'Bitte hinterlegen Sie die Kaution für {listing}',
  'deposit-failed.text':
    'Wir konnten {amount} als Kaution für Ihren Aufenthalt nicht auf Ihrer gespeicherten Karte reservieren. Bitte holen Sie das mit dieser oder einer anderen Karte bis {until} selbst nach.',
  'deposit-failed.advice':
    'Das ist keine Zahlung: Wenn {host} nichts davon fordert, ist nach Ihrem Aufenthalt alles wieder frei.',
  'deposit-failed.action': 'Kaution hinterlegen',
  'deposit-missing.subject': 'Der Aufenthalt von {guest} beginnt ohne Kaution',
  'deposit-missing.text':
    '{amount} konnten auf der Karte von {guest} nicht reserviert werden. Die Buchung von {listing} gilt, aber es gibt keine Kaution, die Sie fordern könnten.',
  'deposit-unrenewed.guest.subject': 'Ihre Kaution für {listing} konnte nicht verlängert werden',
  'deposit-unrenewed.guest.text':
    'Was auf Ihrer Karte reserviert ist, wird am {until} wieder frei; {amount} konnten wir nicht neu reservieren. Sie müssen nichts tun.',
  'deposit-unrenewed.host.subject': 'Die Kaution von {guest} endet früher',
  'deposit-unrenewed.host.text':
    'Die {amount} für {listing} konnten auf der Karte von {guest} nicht neu reserviert werden. Was reserviert ist, können Sie nur bis {until} fordern.',
  'deposit-claimed.subject': '{host} fordert {amount} von Ihrer Kaution',
  'deposit-claimed.taken': 'Von Ihrer Kaution werden {amount} genommen',
  'deposit-claimed.text':
    'Der Betrag wird von dem genommen, was für Ihren Aufenthalt in {listing} auf Ihrer Karte reserviert war.',
  'deposit-claimed.rest': 'Der Rest ist wieder frei.',
  'deposit-ended.guest.subject': 'Ihre Kaution für {listing} ist wieder frei',
  'deposit-ended.guest.text':
    'Die {amount} sind auf Ihrer Karte nicht mehr reserviert, und es wurde nichts genommen. Sie müssen nichts tun.',
  'deposit-ended.host.subject': 'Die Kaution von {guest} ist nicht mehr reserviert',
  'deposit-ended.host.text':
    'Die {amount} für {listing} sind auf der Karte von {guest} nicht mehr reserviert. Die Buchung gilt, aber es gibt keine Kaution mehr, die Sie fordern könnten.',
  'deposit-ended.claimed.guest.subject': 'Von Ihrer Kaution wird nichts genommen',
  'deposit-ended.claimed.guest.text':
    'Die {amount}, die {host} gefordert hatte, konnten nicht genommen werden. Was für Ihren Aufenthalt in {listing} auf Ihrer Karte reserviert war, ist wieder frei.',
  'deposit-ended.claimed.host.subject': 'Ihre Forderung an die Kaution von {guest} ging ins Leere',
  'deposit-ended.claimed.host.text':
    'Die {amount}, die Sie für {listing} gefordert hatten, konnten nicht genommen werden: Was auf der Karte von {guest} reserviert war, war schon wieder frei.',
  'dispute-opened.subject': 'Eine Zahlung von {guest} wird angefochten',
  'dispute-opened.inquiry.subject': 'Die Bank von {guest} fragt nach einer Zahlung',
  'dispute-opened.text':
    '{guest} hat bei der Bank {amount} zurückgefordert, bezahlt für: {listing}. Bis die Bank entschieden hat, was Wochen dauern kann, wird für diesen Aufenthalt nichts mehr ausgezahlt.',
  'dispute-opened.inquiry':
    'Die Bank von {guest} fragt nach {amount}, bezahlt für: {listing}. Sie hat nichts zurückgeholt, und der Aufenthalt wird Ihnen ausgezahlt wie vorgesehen; sollte sie das Geld zurückholen, erfahren Sie davon.',
  'dispute-opened.advice': 'Unser Kundendienst antwortet der Bank. Halten Sie bereit, was für die Zahlung spricht.',
  'dispute-closed.won.subject': 'Eine Zahlung von {guest} bleibt bestehen',
  'dispute-closed.won.text':
    'Die Anfechtung von {amount} wurde abgewiesen ({listing}). Ihr Anteil wird ausgezahlt wie vorgesehen.',
  'dispute-closed.inquiry':
    'Die Bank von {guest} fragt nicht mehr nach {amount}, bezahlt für: {listing}. Sie hat nichts zurückgeholt, und der Aufenthalt wird Ihnen ausgezahlt wie vorgesehen.',
  'dispute-closed.lost.subject': '{amount} von {guest} wurden zurückgeholt',
  'dispute-closed.lost.text': 'Die Anfechtung von {amount} hatte Erfolg ({listing}), und {guest} behält das Geld.',
  'dispute-closed.lost.unborne': 'Von Ihrem Anteil wird dafür nichts genommen.',
};
