import type { Messages } from './en.ts';

export const de: Messages = {
  'plain-link': 'Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse:',
  'footer.account': 'Sie erhalten diese E-Mail wegen Ihres Kontos bei {brand}.',
  'footer.link': 'Sie erhalten diese E-Mail, weil jemand bei {brand} diese Adresse angegeben hat.',
  'footer.stop': 'Keine E-Mails dieser Art mehr',

  'fact.listing': 'Wo',
  'fact.address': 'Adresse',
  'fact.check-in': 'Anreise',
  'fact.check-out': 'Abreise',
  'fact.guest': 'Gebucht von',
  'fact.host': 'Gastgeber',
  'fact.party': 'Gäste',
  'fact.total': 'Gesamtpreis',
  'fact.earnings': 'Sie erhalten',
  'fact.refund': 'Erstattung',
  from: '{day}, ab {time} Uhr',
  by: '{day}, bis {time} Uhr',
  party:
    '{adults, plural, one {# Erwachsener} other {# Erwachsene}}{children, plural, =0 {} one {, # Kind} other {, # Kinder}}{infants, plural, =0 {} one {, # Kleinkind} other {, # Kleinkinder}}{pets, plural, =0 {} one {, # Haustier} other {, # Haustiere}}',

  'verify-email.subject': 'Bestätigen Sie Ihre E-Mail-Adresse',
  'verify-email.text': 'Jemand, höchstwahrscheinlich Sie, hat sich bei {site} mit dieser Adresse angemeldet.',
  'verify-email.until':
    'Bestätigen Sie sie innerhalb von {hours, plural, one {# Stunde} other {# Stunden}}, dann können Sie sich anmelden.',
  'verify-email.action': 'Adresse bestätigen',
  'link.ignore': 'Wenn Sie das nicht waren, tun Sie nichts.',
  'already-registered.subject': 'Sie haben bereits ein Konto',
  'already-registered.text':
    'Jemand, höchstwahrscheinlich Sie, hat bei {site} diese Adresse angegeben, um sich anzumelden oder sie bestätigen zu lassen. Sie haben ein Konto mit dieser Adresse, und sie ist bestätigt: Melden Sie sich einfach an, oder setzen Sie Ihr Passwort zurück.',
  'already-registered.action': 'Anmelden',
  'already-registered.ignore': 'Wenn Sie das nicht waren, tun Sie nichts: Es hat sich nichts geändert.',
  'reset-password.subject': 'Wählen Sie ein neues Passwort',
  'reset-password.text': 'Jemand, höchstwahrscheinlich Sie, hat bei {site} ein neues Passwort angefordert.',
  'reset-password.until': 'Wählen Sie es innerhalb von {minutes, plural, one {# Minute} other {# Minuten}}.',
  'reset-password.action': 'Neues Passwort wählen',
  'reset-password.ignore': 'Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',

  'booking-requested.subject': '{guest} fragt nach einem Aufenthalt: {listing}',
  'booking-requested.text':
    'Bitte antworten Sie bis {until}. Danach endet die Anfrage, und die Nächte sind wieder frei.',
  'booking-requested.action': 'Anfrage beantworten',
  'booking-accepted.subject': '{host} hat Ihre Anfrage angenommen',
  'booking-accepted.text':
    'Der auf Ihrer Karte vorgemerkte Betrag wird jetzt eingezogen. Sobald das geschehen ist, ist Ihr Aufenthalt bestätigt ({listing}), und Sie erhalten eine weitere E-Mail.',
  'booking-declined.subject': 'Ihre Anfrage wurde abgelehnt: {listing}',
  'booking-declined.text':
    'Sie haben nichts bezahlt: Der auf Ihrer Karte vorgemerkte Betrag ist wieder frei. Für Ihre Daten gibt es andere Unterkünfte.',
  'booking-declined.action': 'Andere Unterkunft finden',
  'booking-confirmed.guest.subject': 'Ihr Aufenthalt ist bestätigt: {listing}',
  'booking-confirmed.guest.text': 'Er ist bezahlt, und {host} erwartet Sie.',
  'booking-confirmed.host.subject': '{guest} hat gebucht: {listing}',
  'booking-confirmed.host.text':
    'Der Aufenthalt ist bezahlt und bestätigt, und seine Nächte sind in Ihrem Kalender geschlossen.',
  'booking.action': 'Buchung ansehen',
  'booking-altered.guest.subject': 'Ihr Aufenthalt hat sich geändert: {listing}',
  'booking-altered.host.subject': 'Der Aufenthalt von {guest} hat sich geändert: {listing}',
  'booking-altered.text': 'Das haben Sie vereinbart. Es gilt ab jetzt.',
  'booking-cancelled.guest.subject': 'Ihr Aufenthalt ist storniert: {listing}',
  'booking-cancelled.host.subject': 'Der Aufenthalt von {guest} ist storniert: {listing}',
  'booking-cancelled.by-you': 'Sie haben diesen Aufenthalt storniert.',
  'booking-cancelled.by-guest': '{guest} hat diesen Aufenthalt storniert.',
  'booking-cancelled.by-host': '{host} hat diesen Aufenthalt storniert. Das tut uns leid.',
  'booking-cancelled.by-support': 'Unser Kundendienst hat diesen Aufenthalt storniert.',
  'booking-cancelled.refund':
    'Die Erstattung geht dorthin zurück, woher die Zahlung kam. Banken brauchen dafür bis zu zehn Tage.',
  'booking-cancelled.no-refund': 'Nach den Stornobedingungen wird nichts erstattet.',
  'booking-cancelled.keeps-closed': 'Die Nächte, die Sie weggenommen haben, bleiben in Ihrem Kalender geschlossen.',
  'booking-cancelled.opens': 'Seine Nächte können wieder gebucht werden.',
  'arriving.guest.subject': 'Ihr Aufenthalt beginnt bald: {listing}',
  'arriving.guest.text': '{host} erwartet Sie am {day}, ab {time} Uhr. Gute Reise!',
  'arriving.host.subject': '{guest} kommt bald an',
  'arriving.host.text': 'Die Anreise ist am {day}, ab {time} Uhr: {listing}.',
  'review-open.guest.subject': 'Wie war es? {listing}',
  'review-open.guest.text':
    'Sagen Sie es anderen, und {host}. Was Sie schreiben, bleibt verborgen, bis auch {host} Sie bewertet hat, oder bis {until}; so lange können Sie es ändern.',
  'review-open.host.subject': 'Wie war {guest} als Gast?',
  'review-open.host.text':
    'Sagen Sie es anderen Gastgebern, und {guest}. Was Sie schreiben, bleibt verborgen, bis auch {guest} den Aufenthalt bewertet hat, oder bis {until}; so lange können Sie es ändern.',
  'review-open.action': 'Bewertung schreiben',
  'payout.subject': '{amount} sind auf dem Weg zu Ihnen',
  'payout.text':
    'Das ist Ihre Auszahlung für den Aufenthalt von {guest}: {listing}. Stripe hat sie erhalten und zahlt sie auf Ihr Bankkonto aus.',
  'payout.action': 'Auszahlungen ansehen',
  'payment-failed.subject': 'Ihre Zahlung hat nicht geklappt',
  'payment-failed.text':
    'Die Nächte sind bis {until} für Sie reserviert ({listing}). Versuchen Sie es bis dahin noch einmal, oder zahlen Sie mit einer anderen Karte.',
  'payment-failed.action': 'Noch einmal versuchen',
  'feed-stale.subject': 'Der Kalender von {channel} ist nicht lesbar',
  'feed-stale.text':
    'Seit Stunden lässt sich der Kalender nicht lesen, den {listing} von {channel} übernimmt. Bis es wieder geht, bucht dort niemand sofort: Jede Buchung ist eine Anfrage, die Sie beantworten, damit keine Nacht doppelt verkauft wird.',
  'feed-stale.advice': 'Bitte sehen Sie nach, ob seine Adresse noch stimmt.',
  'feed-stale.action': 'Kalender ansehen',

  'unsubscribe.title': 'E-Mails: {kind}',
  'unsubscribe.question': 'Möchten Sie keine E-Mails dieser Art mehr?',
  'unsubscribe.confirm': 'Keine solchen E-Mails mehr',
  'unsubscribe.done':
    'Sie erhalten keine E-Mails dieser Art mehr. In Ihrem Konto können Sie das jederzeit wieder ändern.',
  'kind.booking-requested': 'Buchungsanfragen',
  'kind.booking-accepted': 'angenommene Anfragen',
  'kind.booking-declined': 'abgelehnte Anfragen',
  'kind.booking-confirmed': 'bestätigte Buchungen',
  'kind.booking-altered': 'geänderte Buchungen',
  'kind.booking-cancelled': 'stornierte Buchungen',
  'kind.arriving': 'Aufenthalte, die bald beginnen',
  'kind.review-open': 'Bewertungen, die Sie schreiben können',
  'kind.payout': 'Auszahlungen',
  'kind.payment-failed': 'fehlgeschlagene Zahlungen',
  'kind.feed-stale': 'Kalender, die nicht lesbar sind',
};
