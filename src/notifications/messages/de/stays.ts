import type { Stays } from '../en/stays.ts';

export const stays: Stays = {
  'booking-requested.subject': '{guest} fragt nach einem Aufenthalt: {listing}',
  'booking-requested.text':
    'Bitte antworten Sie bis {until}. Danach endet die Anfrage, und die Nächte sind wieder frei.',
  'booking-requested.tonight': 'Bitte antworten Sie bis {until}. Die Anfrage endet mit dem Tag der Anreise.',
  'booking-requested.action': 'Anfrage beantworten',
  'booking-reminder.subject': '{guest} wartet noch auf Ihre Antwort',
  'booking-expired.guest.subject': 'Ihre Anfrage ist abgelaufen: {listing}',
  'booking-expired.guest.unanswered': 'Sie endete, bevor {host} geantwortet hat.',
  'booking-expired.guest.cut-short':
    'Ihre Zahlung konnte nicht mehr eingezogen werden. Die Anfrage endete daher, bevor {host} geantwortet hat.',
  'booking-expired.guest.unpaid': '{host} hatte sie angenommen, aber die Zahlung konnte nicht eingezogen werden.',
  'booking-expired.host.subject': 'Die Anfrage von {guest} ist abgelaufen',
  'booking-expired.host.unanswered': 'Sie endete, bevor Sie geantwortet haben: {listing}.',
  'booking-expired.host.cut-short':
    'Die Zahlung von {guest} konnte nicht mehr eingezogen werden; die Anfrage endete daher, bevor Sie antworten mussten: {listing}.',
  'booking-expired.host.unpaid':
    'Sie hatten sie angenommen, aber die Zahlung von {guest} konnte nicht eingezogen werden: {listing}.',
  'booking-accepted.subject': '{host} hat Ihre Anfrage angenommen',
  'booking-accepted.text':
    'Der auf Ihrer Karte vorgemerkte Betrag wird jetzt eingezogen. Sobald das geschehen ist, ist Ihr Aufenthalt bestätigt ({listing}), und Sie erhalten eine weitere E-Mail.',
  'booking-declined.subject': 'Ihre Anfrage wurde abgelehnt: {listing}',
  'booking-declined.text': 'Sie haben nichts bezahlt: Der auf Ihrer Karte vorgemerkte Betrag ist wieder frei.',
  'charged-by-mistake':
    '{amount} von dem, was auf Ihrer Karte vorgemerkt war, wurden versehentlich abgebucht und gehen dorthin zurück, woher sie kamen. Banken brauchen dafür bis zu zehn Tage.',
  'charged-by-mistake.rest': 'Der Rest ist wieder frei.',
  'booking-declined.action': 'Andere Unterkunft finden',
  'booking-confirmed.guest.subject': 'Ihr Aufenthalt ist bestätigt: {listing}',
  'booking-confirmed.guest.text': 'Er ist bezahlt, und {host} erwartet Sie.',
  'booking-confirmed.guest.first': 'Der erste Teil ist bezahlt, und {host} erwartet Sie.',
  'booking-confirmed.guest.rest': 'Der Rest, {amount}, wird am {due} von Ihrer gespeicherten Karte abgebucht.',
  'booking-confirmed.host.subject': '{guest} hat gebucht: {listing}',
  'booking-confirmed.host.text':
    'Der Aufenthalt ist bezahlt und bestätigt, und seine Nächte sind in Ihrem Kalender geschlossen.',
  'booking-confirmed.host.rest':
    'Der erste Teil ist bezahlt, der Aufenthalt ist bestätigt, und seine Nächte sind in Ihrem Kalender geschlossen. Der Rest ist am {due} fällig; bleibt er unbezahlt, wird der Aufenthalt bis {until} storniert.',
  'booking.action': 'Buchung ansehen',
  'booking-altered.guest.subject': 'Ihr Aufenthalt hat sich geändert: {listing}',
  'booking-altered.host.subject': 'Der Aufenthalt von {guest} hat sich geändert: {listing}',
  'booking-altered.text': 'Das haben Sie vereinbart. Es gilt ab jetzt.',
  'booking-cancelled.guest.subject': 'Ihr Aufenthalt ist storniert: {listing}',
  'booking-cancelled.host.subject': 'Der Aufenthalt von {guest} ist storniert: {listing}',
  'booking-cancelled.by-you': 'Sie haben diesen Aufenthalt storniert.',
  'booking-cancelled.by-guest': '{guest} hat diesen Aufenthalt storniert.',
  'booking-cancelled.by-host': '{host} hat diesen Aufenthalt storniert. Das tut uns leid.',
  'booking-cancelled.by-system':
    'Der Rest des Preises wurde nicht rechtzeitig bezahlt: Dieser Aufenthalt ist storniert.',
  'booking-cancelled.by-support': 'Unser Kundendienst hat diesen Aufenthalt storniert.',
  'booking-cancelled.refund':
    'Die Erstattung geht dorthin zurück, woher die Zahlung kam. Banken brauchen dafür bis zu zehn Tage.',
  'booking-cancelled.refund-waits':
    'Ihre Bank muss noch über eine Zahlung für diesen Aufenthalt entscheiden. Was sie Ihnen nicht selbst zurückgibt, wird danach erstattet.',
  'booking-cancelled.refund-waits-in-part':
    'Ihre Bank muss noch über eine Zahlung für diesen Aufenthalt entscheiden. Bis dahin warten {amount} der Erstattung; was die Bank Ihnen nicht selbst zurückgibt, wird danach erstattet. Der Rest geht dorthin zurück, woher die Zahlung kam. Banken brauchen dafür bis zu zehn Tage.',
  'booking-cancelled.no-refund': 'Nach den Stornobedingungen wird nichts erstattet.',
  'booking-cancelled.nothing': 'Bei dieser Stornierung wird nichts erstattet.',
  'booking-cancelled.no-show.guest':
    '{host} hat gemeldet, dass Sie nicht gekommen sind. Der Aufenthalt ist beendet, als hätten Sie ihn in diesem Augenblick storniert.',
  'booking-cancelled.no-show.host':
    'Sie haben gemeldet, dass {guest} nicht gekommen ist. Der Aufenthalt ist beendet, als hätte {guest} ihn storniert.',
  'booking-cancelled.keeps-closed': 'Seine Nächte bleiben in Ihrem Kalender geschlossen.',
  'booking-cancelled.opens': 'Die Nächte können wieder gebucht werden.',
  'booking-cancelled.opens-rest': 'Die Nächte, die noch kommen, können wieder gebucht werden.',
  'alteration-proposed.guest.subject': '{host} möchte Ihren Aufenthalt ändern: {listing}',
  'alteration-proposed.host.subject': '{guest} möchte den Aufenthalt ändern: {listing}',
  'alteration-proposed.text': 'So wäre der Aufenthalt, statt von {from} bis {to}.',
  'alteration-proposed.until': 'Bitte antworten Sie bis {until}. Es ändert sich nichts, wenn Sie nicht annehmen.',
  'alteration-proposed.action': 'Vorschlag beantworten',
  'alteration-answered.guest.subject': 'Ihr Aufenthalt bleibt, wie er ist: {listing}',
  'alteration-answered.guest.declined': '{host} hat die Änderung abgelehnt, die Sie vorgeschlagen haben.',
  'alteration-answered.host.subject': 'Der Aufenthalt von {guest} bleibt, wie er ist: {listing}',
  'alteration-answered.host.declined': '{guest} hat die Änderung abgelehnt, die Sie vorgeschlagen haben.',
  'alteration-answered.expired': 'Ihr Vorschlag, den Aufenthalt zu ändern, endete, bevor er angenommen wurde.',
  'alteration-answered.unpaid':
    'Die Änderung ist nicht zustande gekommen: Die Zahlung dafür war nicht rechtzeitig abgeschlossen, oder eine ihrer Nächte war inzwischen vergeben.',
  'alteration-answered.guest.lapsed':
    'Die Änderung, die Sie angenommen hatten, ist nicht zustande gekommen: Ihre Zahlung war nicht rechtzeitig abgeschlossen, sie wurde zurückgezogen, oder eine ihrer Nächte war inzwischen vergeben.',
  'alteration-answered.host.cut-short':
    'Aus der Zahlung von {guest} für die vorgeschlagene Änderung ist nichts geworden; der Vorschlag endete daher, bevor Sie antworten mussten.',
  'alteration-answered.freed':
    'Sie haben dafür nichts bezahlt: Falls dafür etwas auf Ihrer Karte vorgemerkt war, ist es wieder frei.',
  'alteration-failed.subject': 'Der Mehrbetrag für {listing} konnte nicht abgebucht werden',
  'alteration-failed.guest.text':
    'Ihr Aufenthalt wurde geändert, wie Sie es mit {host} vereinbart haben, aber der Mehrbetrag von {amount} konnte nicht von Ihrer Karte abgebucht werden.',
  'alteration-failed.guest.advice':
    'Der vorgemerkte Betrag ist wieder frei, und der Aufenthalt gilt mit dem, was Sie bezahlt haben.',
  'alteration-failed.charged':
    '{amount} davon wurden versehentlich abgebucht und gehen dorthin zurück, woher sie kamen; Banken brauchen dafür bis zu zehn Tage. Was sonst vorgemerkt war, ist wieder frei, und der Aufenthalt gilt mit dem, was Sie zuvor bezahlt haben.',
  'alteration-failed.host.text':
    'Der Aufenthalt von {guest} wurde geändert, wie vereinbart, aber der Mehrbetrag von {amount} konnte nicht von der Karte abgebucht werden.',
  'alteration-failed.host.advice': 'Der Aufenthalt gilt, und Sie erhalten Ihren Anteil von dem, was bezahlt wurde.',
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
  'review-removed.subject': 'Ihre Bewertung wurde entfernt: {about}',
  'review-removed.text': 'Unser Kundendienst hat sie entfernt, und sie zählt in keinem Durchschnitt mehr.',
  'message.subject': '{name} hat Ihnen geschrieben: {listing}',
  'message.action': 'Antworten',
  'message.text': 'Bitte antworten Sie auf unserer Website: E-Mails an diese Adresse liest niemand.',
  'feed-stale.subject': 'Der Kalender von {channel} ist nicht lesbar',
  'feed-stale.text':
    'Seit Stunden lässt sich der Kalender nicht lesen, den {listing} von {channel} übernimmt. Bis es wieder geht, bucht dort niemand sofort: Jede Buchung ist eine Anfrage, die Sie beantworten, damit keine Nacht doppelt verkauft wird.',
  'feed-stale.advice': 'Bitte sehen Sie nach, ob seine Adresse noch stimmt.',
  'feed-stale.action': 'Kalender ansehen',
  'calendar-conflict.subject': 'Der Aufenthalt von {guest} ist vielleicht doppelt verkauft',
  'calendar-conflict.text':
    '{channel} meldet, dass Nächte dieses Aufenthalts auch dort verkauft sind ({listing}). Storniert wurde nichts: Bitte sehen Sie bald nach, welche der beiden Buchungen bestehen kann, und beenden Sie die andere.',
};
