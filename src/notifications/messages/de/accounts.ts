import type { Accounts } from '../en/accounts.ts';

export const accounts: Accounts = {
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
    'Ihr Konto bei {site} ist geschlossen, wie es mit seinem Passwort verlangt wurde, und was es von Ihnen enthielt, ist gelöscht. Angaben zu Aufenthalten und Zahlungen bleiben so lange erhalten, wie das Gesetz es verlangt, ohne Ihren Namen außer in Dokumenten, die mit ihm ausgestellt wurden; ebenso, was Sie anderen geschrieben haben. Dies ist die letzte E-Mail dazu.',
  'account-closed.otherwise':
    'Wenn Sie das nicht waren, kannte jemand Ihr Passwort: Ändern Sie es überall, wo Sie es sonst verwenden, und schreiben Sie unserem Kundendienst.',
  'leaving.action': '{site} öffnen',
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
};
