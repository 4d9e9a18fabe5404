/** The letters about an account and its address, and about what it has events sent to. */
export const accounts = {
  'verify-email.subject': 'Confirm your e-mail address',
  'verify-email.text': 'Somebody, most likely you, signed up at {site} with this address.',
  'verify-email.until': 'Confirm it within {hours, plural, one {# hour} other {# hours}}, and you can sign in.',
  'verify-email.action': 'Confirm the address',
  'link.ignore': 'If it was not you, do nothing.',
  'already-registered.subject': 'You already have an account',
  'already-registered.text':
    'Somebody, most likely you, gave this address at {site} to sign up, to have it confirmed or to use it for another account. You have an account with this address, and it is confirmed: just sign in, or have your password reset.',
  'already-registered.action': 'Sign in',
  'already-registered.ignore': 'If it was not you, do nothing: nothing has changed.',
  'reset-password.subject': 'Choose a new password',
  'reset-password.text': 'Somebody, most likely you, asked for a new password at {site}.',
  'reset-password.until': 'Choose it within {minutes, plural, one {# minute} other {# minutes}}.',
  'reset-password.action': 'Choose a new password',
  'reset-password.ignore': 'If it was not you, do nothing: your password stays as it is.',
  'account-restored.subject': 'Your account is yours again: choose a password',
  'account-restored.text':
    'Our support has given you your account at {site} back, with this address. Everybody has been signed out of it, and the password that it had is good no more.',
  'account-restored.until':
    'Choose a new one within {minutes, plural, one {# minute} other {# minutes}}; later, have another link mailed to you where you sign in.',
  'account-restored.action': 'Choose a new password',
  'account-restored.look':
    'Then look through your account: whoever had it may have changed something, as where you are paid.',
  'change-email.subject': 'Confirm your new e-mail address',
  'change-email.text': 'Somebody, most likely you, wants to have this address for an account at {site}.',
  'change-email.until':
    'Confirm it within {hours, plural, one {# hour} other {# hours}}, with the password of the account. Until then the account keeps the address that it has.',
  'change-email.action': 'Confirm the address',
  'email-change-requested.subject': 'Another e-mail address was asked for',
  'email-change-requested.text':
    'Somebody, most likely you, asked at {site} for another e-mail address for your account. It has this one until the other is confirmed.',
  'email-change-requested.otherwise':
    'If it was not you, somebody knows your password: have it reset now, with this address. Then nothing is changed, and everybody is signed out.',
  'email-changed.subject': 'Your account has another e-mail address',
  'email-changed.text':
    'Your account at {site} has another e-mail address now, and it is confirmed. You sign in with that one, and our e-mails go there.',
  'email-changed.otherwise':
    'If it was not you, write to our support at once, from this address: your account can be found by it. Where you are still signed in, change your password.',
  'account-given-back.subject': 'The account was given back',
  'account-given-back.text':
    'Our support has given the account at {site} that had this address back to whom it belongs, at the address that it had before. It cannot be signed in to with this address any more, and no more e-mails because of it go here.',
  'account-closed.subject': 'Your account is closed',
  'account-closed.text':
    'Your account at {site} is closed, as was asked with its password, and what it held of you is erased. Records of stays and payments are kept for as long as the law asks, without your name but in documents that were issued with it; so is what you wrote to others. This is the last e-mail because of it.',
  'account-closed.otherwise':
    'If it was not you, somebody knew your password: change it wherever else you use it, and write to our support.',
  'leaving.action': 'Open {site}',
  'webhook-disabled.subject': 'Events are sent to {address} no more',
  'webhook-disabled.gone': 'The webhook endpoint at {address} has answered that it is gone (410), and is disabled.',
  'webhook-disabled.failing':
    'For three days nothing has got through to the webhook endpoint at {address}, so it is disabled.',
  'webhook-disabled.reset-subject': 'Your webhook endpoints are disabled',
  'webhook-disabled.password-reset':
    'The password that your account had is good no more. Who knew it could have had events sent to an address of theirs, so all of your webhook endpoints are disabled.',
  'webhook-disabled.look': 'Look at the address of each before you enable it again.',
  'webhook-disabled.advice':
    'Nothing is lost: what happens meanwhile can be sent again for thirty days, once an endpoint is enabled.',
  'webhook-disabled.action': 'Go to your account',
} as const;

/** The same sentences in any language. */
export type Accounts = { readonly [key in keyof typeof accounts]: string };
