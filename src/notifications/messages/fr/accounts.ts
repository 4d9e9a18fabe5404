import type { Accounts } from '../en/accounts.ts';

export const accounts: Accounts = {
  'verify-email.subject': 'Confirmez votre adresse e-mail',
  'verify-email.text': 'Quelqu’un, très probablement vous, s’est inscrit sur {site} avec cette adresse.',
  'verify-email.until':
    'Confirmez-la dans un délai de {hours, plural, one {# heure} other {# heures}}, et vous pourrez vous connecter.',
  'verify-email.action': 'Confirmer l’adresse',
  'link.ignore': 'Si ce n’était pas vous, ne faites rien.',
  'already-registered.subject': 'Vous avez déjà un compte',
  'already-registered.text':
    'Quelqu’un, très probablement vous, a saisi cette adresse sur {site} pour s’inscrire, la faire confirmer ou l’utiliser pour un autre compte. Vous avez un compte avec cette adresse, et elle est confirmée\u00a0: connectez-vous, ou réinitialisez votre mot de passe.',
  'already-registered.action': 'Se connecter',
  'already-registered.ignore': 'Si ce n’était pas vous, ne faites rien\u00a0: rien n’a changé.',
  'reset-password.subject': 'Choisissez un nouveau mot de passe',
  'reset-password.text': 'Quelqu’un, très probablement vous, a demandé un nouveau mot de passe sur {site}.',
  'reset-password.until': 'Choisissez-le dans un délai de {minutes, plural, one {# minute} other {# minutes}}.',
  'reset-password.action': 'Choisir un mot de passe',
  'reset-password.ignore': 'Si ce n’était pas vous, ne faites rien\u00a0: votre mot de passe reste le même.',
  'account-restored.subject': 'Votre compte est de nouveau à vous\u00a0: choisissez un mot de passe',
  'account-restored.text':
    'Notre assistance vous a rendu votre compte sur {site}, avec cette adresse. Toutes ses sessions ont été fermées, et le mot de passe qu’il avait n’est plus valable.',
  'account-restored.until':
    'Choisissez-en un nouveau dans un délai de {minutes, plural, one {# minute} other {# minutes}}\u00a0; plus tard, demandez un autre lien là où vous vous connectez.',
  'account-restored.action': 'Choisir un mot de passe',
  'account-restored.look':
    'Parcourez ensuite votre compte\u00a0: qui l’avait a pu y changer quelque chose, comme la destination de vos versements.',
  'change-email.subject': 'Confirmez votre nouvelle adresse e-mail',
  'change-email.text': 'Quelqu’un, très probablement vous, souhaite utiliser cette adresse pour un compte sur {site}.',
  'change-email.until':
    'Confirmez-la dans un délai de {hours, plural, one {# heure} other {# heures}}, avec le mot de passe du compte. D’ici là, le compte garde son adresse actuelle.',
  'change-email.action': 'Confirmer l’adresse',
  'email-change-requested.subject': 'Une autre adresse e-mail a été demandée',
  'email-change-requested.text':
    'Quelqu’un, très probablement vous, a demandé sur {site} une autre adresse e-mail pour votre compte. Il garde celle-ci tant que l’autre n’est pas confirmée.',
  'email-change-requested.otherwise':
    'Si ce n’était pas vous, quelqu’un connaît votre mot de passe\u00a0: réinitialisez-le dès maintenant, avec cette adresse. Rien ne sera alors modifié, et tout le monde sera déconnecté.',
  'email-changed.subject': 'Votre compte a une autre adresse e-mail',
  'email-changed.text':
    'Votre compte sur {site} a désormais une autre adresse e-mail, et elle est confirmée. C’est avec elle que vous vous connectez, et c’est là que vont nos e-mails.',
  'email-changed.otherwise':
    'Si ce n’était pas vous, écrivez tout de suite à notre assistance depuis cette adresse\u00a0: elle permet de retrouver votre compte. Là où une session est encore ouverte, changez votre mot de passe.',
  'account-given-back.subject': 'Le compte a été rendu',
  'account-given-back.text':
    'Notre assistance a rendu le compte sur {site} qui avait cette adresse à la personne à qui il appartient, avec l’adresse qu’il avait auparavant. Il n’est plus possible de s’y connecter avec cette adresse, et plus aucun e-mail à son sujet n’arrivera ici.',
  'account-closed.subject': 'Votre compte est fermé',
  'account-closed.text':
    'Votre compte sur {site} est fermé, comme cela a été demandé avec son mot de passe, et ce qu’il contenait sur vous est effacé. Les traces des séjours et des paiements sont conservées aussi longtemps que la loi l’exige, sans votre nom sauf dans les documents émis avec lui, ainsi que ce que vous avez écrit à d’autres. Ceci est le dernier e-mail à son sujet.',
  'account-closed.otherwise':
    'Si ce n’était pas vous, quelqu’un connaissait votre mot de passe\u00a0: changez-le partout où vous l’utilisez encore, et écrivez à notre assistance.',
  'leaving.action': 'Ouvrir {site}',
  'webhook-disabled.subject': 'Plus aucun événement n’est envoyé à {address}',
  'webhook-disabled.gone':
    'Le point de terminaison de webhooks {address} a répondu qu’il n’existe plus (410), et il est désactivé.',
  'webhook-disabled.failing':
    'Depuis trois jours, rien n’est arrivé au point de terminaison de webhooks {address}\u00a0: il est désactivé.',
  'webhook-disabled.reset-subject': 'Vos points de terminaison de webhooks sont désactivés',
  'webhook-disabled.password-reset':
    'Le mot de passe qu’avait votre compte n’est plus valable. Qui le connaissait a pu faire envoyer des événements à une adresse à lui\u00a0: tous vos points de terminaison de webhooks sont donc désactivés.',
  'webhook-disabled.look': 'Vérifiez l’adresse de chacun avant de le réactiver.',
  'webhook-disabled.advice':
    'Rien n’est perdu\u00a0: ce qui se passe entre-temps peut être renvoyé pendant trente jours, dès qu’un point de terminaison est réactivé.',
  'webhook-disabled.action': 'Accéder à votre compte',
};
