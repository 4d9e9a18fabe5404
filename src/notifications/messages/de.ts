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
  'fact.host-fee': 'Sie schulden',
  'fact.difference': 'Unterschied',
  'fact.message': 'Nachricht',
  'fact.reason': 'Grund',
  'fact.refund': 'Erstattung',
  from: '{day}, ab {time} Uhr',
  within: '{day}, von {time} bis {until} Uhr',
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
    'Jemand, höchstwahrscheinlich Sie, hat bei {site} diese Adresse angegeben, um sich anzumelden, sie bestätigen zu lassen oder sie für ein anderes Konto zu verwenden. Sie haben ein Konto mit dieser Adresse, und sie ist bestätigt: Melden Sie sich einfach an, oder setzen Sie Ihr Passwort zurück.',
  'already-registered.action': 'Anmelden',
  'already-registered.ignore': 'Wenn Sie das nicht waren, tun Sie nichts: Es hat sich nichts geändert.',
  'reset-password.subject': 'Wählen Sie ein neues Passwort',
  'reset-password.text': 'Jemand, höchstwahrscheinlich Sie, hat bei {site} ein neues Passwort angefordert.',
  'reset-password.until': 'Wählen Sie es innerhalb von {minutes, plural, one {# Minute} other {# Minuten}}.',
  'reset-password.action': 'Neues Passwort wählen',
  'reset-password.ignore': 'Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
  'account-restored.subject': 'Ihr Konto gehört wieder Ihnen: Wählen Sie ein Passwort',
  'account-restored.text':
    'Unser Kundendienst hat Ihnen Ihr Konto bei {site} mit dieser Adresse zurückgegeben. Alle sind davon abgemeldet, und das bisherige Passwort gilt nicht mehr.',
  'account-restored.until':
    'Wählen Sie innerhalb von {minutes, plural, one {# Minute} other {# Minuten}} ein neues; später lassen Sie sich bei der Anmeldung einen weiteren Link zusenden.',
  'account-restored.action': 'Neues Passwort wählen',
  'account-restored.look':
    'Sehen Sie danach Ihr Konto durch: Wer es hatte, kann etwas geändert haben, etwa wohin Sie ausgezahlt werden.',
  'change-email.subject': 'Bestätigen Sie Ihre neue E-Mail-Adresse',
  'change-email.text': 'Jemand, höchstwahrscheinlich Sie, möchte diese Adresse für ein Konto bei {site} verwenden.',
  'change-email.until':
    'Bestätigen Sie sie innerhalb von {hours, plural, one {# Stunde} other {# Stunden}} mit dem Passwort des Kontos. Bis dahin behält das Konto seine bisherige Adresse.',
  'change-email.action': 'Adresse bestätigen',
  'email-change-requested.subject': 'Eine andere E-Mail-Adresse wurde angegeben',
  'email-change-requested.text':
    'Jemand, höchstwahrscheinlich Sie, hat bei {site} eine andere E-Mail-Adresse für Ihr Konto angegeben. Es behält diese, bis die andere bestätigt ist.',
  'email-change-requested.otherwise':
    'Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Setzen Sie es jetzt mit dieser Adresse zurück. Dann wird nichts geändert, und alle werden abgemeldet.',
  'email-changed.subject': 'Ihr Konto hat eine andere E-Mail-Adresse',
  'email-changed.text':
    'Ihr Konto bei {site} hat jetzt eine andere E-Mail-Adresse, und sie ist bestätigt. Mit ihr melden Sie sich an, und dorthin gehen unsere E-Mails.',
  'email-changed.otherwise':
    'Wenn Sie das nicht waren, schreiben Sie sofort von dieser Adresse aus an unseren Kundendienst: Ihr Konto lässt sich über sie finden. Wo Sie noch angemeldet sind, ändern Sie Ihr Passwort.',
  'account-given-back.subject': 'Das Konto wurde zurückgegeben',
  'account-given-back.text':
    'Unser Kundendienst hat das Konto bei {site}, das diese Adresse hatte, der Person zurückgegeben, der es gehört, mit der Adresse, die es vorher hatte. Mit dieser Adresse kann man sich dort nicht mehr anmelden, und es gehen keine weiteren E-Mails dazu hierher.',
  'account-closed.subject': 'Ihr Konto ist geschlossen',
  'account-closed.text':
    'Ihr Konto bei {site} ist geschlossen, wie es mit seinem Passwort verlangt wurde, und was es von Ihnen enthielt, ist gelöscht. Angaben zu Aufenthalten und Zahlungen bleiben ohne Ihren Namen so lange erhalten, wie das Gesetz es verlangt, ebenso, was Sie anderen geschrieben haben. Dies ist die letzte E-Mail dazu.',
  'account-closed.otherwise':
    'Wenn Sie das nicht waren, kannte jemand Ihr Passwort: Ändern Sie es überall, wo Sie es sonst verwenden, und schreiben Sie unserem Kundendienst.',
  'leaving.action': '{site} öffnen',

  'booking-requested.subject': '{guest} fragt nach einem Aufenthalt: {listing}',
  'booking-requested.text':
    'Bitte antworten Sie bis {until}. Danach endet die Anfrage, und die Nächte sind wieder frei.',
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
  'booking-expired.host.opens': 'Die Nächte können wieder gebucht werden.',
  'booking-accepted.subject': '{host} hat Ihre Anfrage angenommen',
  'booking-accepted.text':
    'Der auf Ihrer Karte vorgemerkte Betrag wird jetzt eingezogen. Sobald das geschehen ist, ist Ihr Aufenthalt bestätigt ({listing}), und Sie erhalten eine weitere E-Mail.',
  'booking-declined.subject': 'Ihre Anfrage wurde abgelehnt: {listing}',
  'booking-declined.text': 'Sie haben nichts bezahlt: Der auf Ihrer Karte vorgemerkte Betrag ist wieder frei.',
  'charged-in-part':
    '{amount} von dem, was auf Ihrer Karte vorgemerkt war, wurden versehentlich abgebucht und gehen dorthin zurück, woher sie kamen. Banken brauchen dafür bis zu zehn Tage. Der Rest ist wieder frei.',
  'booking-declined.action': 'Andere Unterkunft finden',
  'booking-confirmed.guest.subject': 'Ihr Aufenthalt ist bestätigt: {listing}',
  'booking-confirmed.guest.text': 'Er ist bezahlt, und {host} erwartet Sie.',
  'booking-confirmed.guest.rest':
    'Der erste Teil ist bezahlt, und {host} erwartet Sie. Der Rest, {amount}, wird am {due} von Ihrer gespeicherten Karte abgebucht.',
  'booking-confirmed.host.subject': '{guest} hat gebucht: {listing}',
  'booking-confirmed.host.text':
    'Der Aufenthalt ist bezahlt und bestätigt, und seine Nächte sind in Ihrem Kalender geschlossen.',
  'booking-confirmed.host.rest':
    'Der erste Teil ist bezahlt, der Aufenthalt ist bestätigt, und seine Nächte sind in Ihrem Kalender geschlossen. Der Rest wird am {due} abgebucht; bleibt er unbezahlt, wird der Aufenthalt bis {until} storniert.',
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
  'booking-cancelled.no-refund': 'Nach den Stornobedingungen wird nichts erstattet.',
  'booking-cancelled.nothing': 'Bei dieser Stornierung wird nichts erstattet.',
  'booking-cancelled.no-show.guest':
    '{host} hat gemeldet, dass Sie nicht gekommen sind. Der Aufenthalt ist beendet, als hätten Sie ihn in diesem Augenblick storniert.',
  'booking-cancelled.no-show.host':
    'Sie haben gemeldet, dass {guest} nicht gekommen ist. Der Aufenthalt ist beendet, als hätte {guest} ihn storniert.',
  'booking-cancelled.keeps-closed': 'Seine Nächte bleiben in Ihrem Kalender geschlossen.',
  'booking-cancelled.opens': 'Seine Nächte können wieder gebucht werden.',
  'refunded.guest.subject': 'Unser Kundendienst erstattet Ihnen {amount}',
  'refunded.guest.price': 'Es ist ein Teil dessen, was Sie für Ihren Aufenthalt bezahlt haben: {listing}.',
  'refunded.guest.deposit': 'Der Betrag war von Ihrer Kaution genommen worden: {listing}.',
  'refunded.host.subject': 'Unser Kundendienst erstattet {amount} an {guest}',
  'refunded.host.price': 'Es ist ein Teil dessen, was für den Aufenthalt bezahlt wurde: {listing}.',
  'refunded.host.deposit': 'Der Betrag war von der Kaution genommen worden: {listing}.',
  'refunded.host.taken':
    'Ihr Anteil daran wird nicht ausgezahlt; was schon ausgezahlt ist, wird zurückgeholt oder von den nächsten Auszahlungen einbehalten.',
  'alteration-proposed.guest.subject': '{host} möchte Ihren Aufenthalt ändern: {listing}',
  'alteration-proposed.host.subject': '{guest} möchte den Aufenthalt ändern: {listing}',
  'alteration-proposed.text': 'So wäre der Aufenthalt, statt von {from} bis {to}.',
  'alteration-proposed.until': 'Bitte antworten Sie bis {until}. Es ändert sich nichts, wenn Sie nicht annehmen.',
  'alteration-proposed.action': 'Vorschlag beantworten',
  'alteration-answered.guest.subject': 'Ihr Aufenthalt bleibt, wie er ist: {listing}',
  'alteration-answered.guest.declined': '{host} hat die Änderung abgelehnt, die Sie vorgeschlagen haben.',
  'alteration-answered.host.subject': 'Der Aufenthalt von {guest} bleibt, wie er ist: {listing}',
  'alteration-answered.host.declined': '{guest} hat die Änderung abgelehnt, die Sie vorgeschlagen haben.',
  'alteration-answered.expired': 'Über die Änderung, die Sie vorgeschlagen haben, wurde nicht rechtzeitig entschieden.',
  'alteration-answered.unpaid':
    'Die Änderung ist nicht zustande gekommen: Die Zahlung dafür war nicht rechtzeitig abgeschlossen, oder eine ihrer Nächte war inzwischen vergeben.',
  'alteration-answered.guest.lapsed':
    'Die Änderung, die Sie angenommen hatten, ist nicht zustande gekommen: Ihre Zahlung war nicht rechtzeitig abgeschlossen, sie wurde zurückgezogen, oder eine ihrer Nächte war inzwischen vergeben.',
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
  'payout.subject': '{amount} sind auf dem Weg zu Ihnen',
  'payout.text':
    'Das ist Ihre Auszahlung für den Aufenthalt von {guest}: {listing}. Stripe hat sie erhalten und zahlt sie auf Ihr Bankkonto aus.',
  'payout.action': 'Auszahlungen ansehen',
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
    'Der Betrag wird von dem genommen, was für Ihren Aufenthalt in {listing} auf Ihrer Karte reserviert war; der Rest ist wieder frei.',
  'dispute-opened.subject': 'Die Zahlung für den Aufenthalt von {guest} wird angefochten',
  'dispute-opened.text':
    '{guest} hat bei der Bank {amount} zurückgefordert, bezahlt für: {listing}. Bis die Bank entschieden hat, was Wochen dauern kann, wird für diesen Aufenthalt nichts mehr ausgezahlt.',
  'dispute-opened.inquiry':
    'Die Bank von {guest} fragt nach {amount}, bezahlt für: {listing}. Sie hat nichts zurückgeholt, und der Aufenthalt wird Ihnen ausgezahlt wie vorgesehen; sollte sie das Geld zurückholen, erfahren Sie davon.',
  'dispute-opened.advice':
    'Unser Kundendienst antwortet der Bank. Halten Sie bereit, was zeigt, dass der Aufenthalt wie gebucht stattgefunden hat.',
  'dispute-closed.won.subject': 'Die Zahlung für den Aufenthalt von {guest} bleibt bestehen',
  'dispute-closed.won.text':
    'Die Anfechtung von {amount} wurde abgewiesen ({listing}). Ihr Anteil wird ausgezahlt wie vorgesehen.',
  'dispute-closed.lost.subject': 'Die Zahlung für den Aufenthalt von {guest} wurde zurückgeholt',
  'dispute-closed.lost.text': 'Die Anfechtung von {amount} hatte Erfolg ({listing}), und {guest} behält das Geld.',
  'feed-stale.subject': 'Der Kalender von {channel} ist nicht lesbar',
  'feed-stale.text':
    'Seit Stunden lässt sich der Kalender nicht lesen, den {listing} von {channel} übernimmt. Bis es wieder geht, bucht dort niemand sofort: Jede Buchung ist eine Anfrage, die Sie beantworten, damit keine Nacht doppelt verkauft wird.',
  'feed-stale.advice': 'Bitte sehen Sie nach, ob seine Adresse noch stimmt.',
  'feed-stale.action': 'Kalender ansehen',
  'webhook-disabled.subject': 'An {address} werden keine Ereignisse mehr gesendet',
  'webhook-disabled.gone':
    'Der Webhook-Endpunkt {address} hat geantwortet, dass es ihn nicht mehr gibt (410), und ist abgeschaltet.',
  'webhook-disabled.failing':
    'Drei Tage lang ist beim Webhook-Endpunkt {address} nichts angekommen; er ist deshalb abgeschaltet.',
  'webhook-disabled.reset-subject': 'Ihre Webhook-Endpunkte sind abgeschaltet',
  'webhook-disabled.password-reset':
    'Das Passwort, das Ihr Konto hatte, gilt nicht mehr. Wer es kannte, konnte sich Ereignisse an eine eigene Adresse senden lassen; deshalb sind alle Ihre Webhook-Endpunkte abgeschaltet.',
  'webhook-disabled.look': 'Bitte prüfen Sie die Adresse jedes Endpunkts, bevor Sie ihn wieder einschalten.',
  'webhook-disabled.advice':
    'Verloren ist nichts: Was inzwischen geschieht, kann dreißig Tage lang nachgesendet werden, sobald ein Endpunkt wieder eingeschaltet ist.',
  'webhook-disabled.action': 'Zum Konto',
  'calendar-conflict.subject': 'Der Aufenthalt von {guest} ist vielleicht doppelt verkauft',
  'calendar-conflict.text':
    '{channel} meldet, dass Nächte dieses Aufenthalts auch dort verkauft sind ({listing}). Storniert wurde nichts: Bitte sehen Sie bald nach, welche der beiden Buchungen bestehen kann, und beenden Sie die andere.',

  'unsubscribe.title': 'E-Mails: {kind}',
  'unsubscribe.question': 'Möchten Sie keine E-Mails dieser Art mehr?',
  'unsubscribe.confirm': 'Keine solchen E-Mails mehr',
  'unsubscribe.done':
    'Sie erhalten keine E-Mails dieser Art mehr. In Ihrem Konto können Sie das jederzeit wieder ändern.',
  'kind.booking-requested': 'Buchungsanfragen',
  'kind.booking-reminder': 'Anfragen, die auf Antwort warten',
  'kind.booking-expired': 'Anfragen, die abgelaufen sind',
  'kind.booking-accepted': 'angenommene Anfragen',
  'kind.booking-declined': 'abgelehnte Anfragen',
  'kind.booking-confirmed': 'bestätigte Buchungen',
  'kind.booking-altered': 'geänderte Buchungen',
  'kind.booking-cancelled': 'stornierte Buchungen',
  'kind.refunded': 'Erstattungen durch unseren Kundendienst',
  'kind.alteration-proposed': 'vorgeschlagene Änderungen',
  'kind.alteration-answered': 'Antworten auf Ihre Vorschläge',
  'kind.alteration-failed': 'Änderungen eines Aufenthalts, die nicht bezahlt werden konnten',
  'kind.arriving': 'Aufenthalte, die bald beginnen',
  'kind.review-open': 'Bewertungen, die Sie schreiben können',
  'kind.review-removed': 'entfernte Bewertungen',
  'kind.message': 'Nachrichten von Gästen und Gastgebern',
  'kind.payout': 'Auszahlungen',
  'kind.payment-failed': 'fehlgeschlagene Zahlungen',
  'kind.rest-due': 'Restbeträge, die bald abgebucht werden',
  'kind.rest-failed': 'Restbeträge, die nicht abgebucht werden konnten',
  'kind.rest-unpaid': 'Restbeträge, die noch nicht bezahlt sind',
  'kind.deposit-failed': 'Kautionen, die nicht reserviert werden konnten',
  'kind.deposit-missing': 'Aufenthalte ohne Kaution',
  'kind.deposit-unrenewed': 'Kautionen, die früher enden',
  'kind.deposit-claimed': 'Forderungen an Ihre Kaution',
  'kind.dispute-opened': 'angefochtene Zahlungen',
  'kind.dispute-closed': 'entschiedene Anfechtungen',
  'kind.feed-stale': 'Kalender, die nicht lesbar sind',
  'kind.calendar-conflict': 'Nächte, die vielleicht doppelt verkauft sind',
  'kind.webhook-disabled': 'abgeschaltete Webhook-Endpunkte',
};
