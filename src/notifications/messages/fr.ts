import type { Messages } from './en.ts';

export const fr: Messages = {
  'plain-link': 'Si le bouton ne fonctionne pas, ouvrez cette adresse\u00a0:',
  'footer.account': 'Vous recevez cet e-mail en raison de votre compte chez {brand}.',
  'footer.link': 'Vous recevez cet e-mail parce que quelqu’un a saisi cette adresse chez {brand}.',
  'footer.stop': 'Ne plus recevoir d’e-mails de ce type',

  'fact.listing': 'Lieu',
  'fact.address': 'Adresse',
  'fact.check-in': 'Arrivée',
  'fact.check-out': 'Départ',
  'fact.guest': 'Réservé par',
  'fact.host': 'Hôte',
  'fact.party': 'Voyageurs',
  'fact.total': 'Total',
  'fact.earnings': 'Vous recevez',
  'fact.host-fee': 'Vous devez',
  'fact.difference': 'Différence',
  'fact.message': 'Message',
  'fact.reason': 'Raison',
  'fact.refund': 'Remboursement',
  from: '{day}, à partir de {time}',
  within: '{day}, de {time} à {until}',
  by: '{day}, avant {time}',
  party:
    '{adults, plural, one {# adulte} other {# adultes}}{children, plural, =0 {} one {, # enfant} other {, # enfants}}{infants, plural, =0 {} one {, # bébé} other {, # bébés}}{pets, plural, =0 {} one {, # animal} other {, # animaux}}',

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
    'Votre compte sur {site} est fermé, comme cela a été demandé avec son mot de passe, et ce qu’il contenait sur vous est effacé. Les traces des séjours et des paiements sont conservées sans votre nom aussi longtemps que la loi l’exige, ainsi que ce que vous avez écrit à d’autres. Ceci est le dernier e-mail à son sujet.',
  'account-closed.otherwise':
    'Si ce n’était pas vous, quelqu’un connaissait votre mot de passe\u00a0: changez-le partout où vous l’utilisez encore, et écrivez à notre assistance.',
  'leaving.action': 'Ouvrir {site}',

  'booking-requested.subject': '{guest} souhaite séjourner à {listing}',
  'booking-requested.text':
    'Répondez avant {until}. Passé ce délai, la demande prend fin et les nuits sont de nouveau libres.',
  'booking-requested.action': 'Répondre à la demande',
  'booking-reminder.subject': '{guest} attend toujours votre réponse',
  'booking-expired.guest.subject': 'Votre demande pour {listing} a expiré',
  'booking-expired.guest.unanswered': 'Elle a pris fin avant que {host} n’ait répondu.',
  'booking-expired.guest.cut-short':
    'Son paiement ne pouvait plus être prélevé\u00a0: elle a donc pris fin avant que {host} n’ait répondu.',
  'booking-expired.guest.unpaid': '{host} l’avait acceptée, mais le paiement n’a pas pu être prélevé.',
  'booking-expired.host.subject': 'La demande de {guest} a expiré',
  'booking-expired.host.unanswered': 'Elle a pris fin avant que vous n’ayez répondu\u00a0: {listing}.',
  'booking-expired.host.cut-short':
    'Le paiement de {guest} ne pouvait plus être prélevé\u00a0: elle a donc pris fin avant que vous n’ayez eu à répondre ({listing}).',
  'booking-expired.host.unpaid':
    'Vous l’aviez acceptée, mais le paiement de {guest} n’a pas pu être prélevé\u00a0: {listing}.',
  'booking-expired.host.opens': 'Les nuits peuvent de nouveau être réservées.',
  'booking-accepted.subject': '{host} a accepté votre demande',
  'booking-accepted.text':
    'Le montant réservé sur votre carte est maintenant prélevé. Dès que c’est fait, votre séjour à {listing} est confirmé et vous recevez un autre e-mail.',
  'booking-declined.subject': 'Votre demande pour {listing} a été refusée',
  'booking-declined.text': 'Vous n’avez rien payé\u00a0: le montant réservé sur votre carte est de nouveau disponible.',
  'charged-in-part':
    '{amount} du montant réservé sur votre carte ont été débités par erreur et vous reviennent par le moyen de paiement utilisé. Les banques peuvent mettre jusqu’à dix jours. Le reste est de nouveau disponible.',
  'booking-declined.action': 'Trouver un autre logement',
  'booking-confirmed.guest.subject': 'Votre séjour à {listing} est confirmé',
  'booking-confirmed.guest.text': 'Il est payé, et {host} vous attend.',
  'booking-confirmed.guest.rest':
    'La première partie est payée, et {host} vous attend. Le reste, {amount}, sera débité de votre carte enregistrée le {due}.',
  'booking-confirmed.host.subject': '{guest} a réservé {listing}',
  'booking-confirmed.host.text': 'Le séjour est payé et confirmé, et ses nuits sont fermées dans votre calendrier.',
  'booking-confirmed.host.rest':
    'La première partie est payée, le séjour est confirmé, et ses nuits sont fermées dans votre calendrier. Le reste sera débité le {due}\u00a0; s’il reste impayé, le séjour sera annulé au plus tard le {until}.',
  'booking.action': 'Voir la réservation',
  'booking-altered.guest.subject': 'Votre séjour à {listing} a changé',
  'booking-altered.host.subject': 'Séjour modifié\u00a0: {guest}, {listing}',
  'booking-altered.text': 'Voici ce dont vous êtes convenus. C’est valable dès maintenant.',
  'booking-cancelled.guest.subject': 'Votre séjour à {listing} est annulé',
  'booking-cancelled.host.subject': 'Séjour annulé\u00a0: {guest}, {listing}',
  'booking-cancelled.by-you': 'Vous avez annulé ce séjour.',
  'booking-cancelled.by-guest': '{guest} a annulé ce séjour.',
  'booking-cancelled.by-host': '{host} a annulé ce séjour. Nous en sommes désolés.',
  'booking-cancelled.by-system': 'Le reste du prix n’a pas été payé à temps\u00a0: ce séjour est annulé.',
  'booking-cancelled.by-support': 'Notre assistance a annulé ce séjour.',
  'booking-cancelled.refund':
    'Le remboursement revient par le moyen de paiement utilisé. Les banques peuvent mettre jusqu’à dix jours.',
  'booking-cancelled.refund-waits':
    'Votre banque doit encore se prononcer sur un paiement de ce séjour. Ce qu’elle ne vous rend pas elle-même est remboursé ensuite.',
  'booking-cancelled.no-refund': 'Selon les conditions d’annulation, rien n’est remboursé.',
  'booking-cancelled.nothing': 'Cette annulation ne donne lieu à aucun remboursement.',
  'booking-cancelled.no-show.guest':
    '{host} a signalé votre absence. Le séjour a pris fin comme si vous l’aviez annulé à ce moment-là.',
  'booking-cancelled.no-show.host':
    'Vous avez signalé l’absence de {guest}. Le séjour a pris fin comme si {guest} l’avait annulé.',
  'booking-cancelled.keeps-closed': 'Ses nuits restent fermées dans votre calendrier.',
  'booking-cancelled.opens': 'Ses nuits peuvent de nouveau être réservées.',
  'refunded.guest.subject': 'Notre assistance vous rembourse {amount}',
  'refunded.guest.price': 'C’est une partie de ce que vous avez payé pour votre séjour ({listing}).',
  'refunded.guest.deposit': 'Ce montant avait été prélevé sur votre caution ({listing}).',
  'refunded.host.subject': 'Notre assistance rembourse {amount} à {guest}',
  'refunded.host.price': 'C’est une partie de ce qui a été payé pour le séjour ({listing}).',
  'refunded.host.deposit': 'Ce montant avait été prélevé sur la caution ({listing}).',
  'refunded.host.taken':
    'Votre part n’en est pas versée. Ce qui l’a déjà été est repris, ou retenu sur vos prochains versements.',
  'alteration-proposed.guest.subject': '{host} propose de modifier votre séjour à {listing}',
  'alteration-proposed.host.subject': '{guest} propose de modifier le séjour à {listing}',
  'alteration-proposed.text': 'Voici ce que serait le séjour, au lieu de\u00a0: {from} – {to}.',
  'alteration-proposed.until': 'Répondez avant {until}. Rien ne change si vous n’acceptez pas.',
  'alteration-proposed.action': 'Répondre à la proposition',
  'alteration-answered.guest.subject': 'Votre séjour à {listing} reste inchangé',
  'alteration-answered.guest.declined': '{host} a refusé la modification que vous avez proposée.',
  'alteration-answered.host.subject': 'Séjour inchangé\u00a0: {guest}, {listing}',
  'alteration-answered.host.declined': '{guest} a refusé la modification que vous avez proposée.',
  'alteration-answered.expired': 'La modification que vous avez proposée n’a pas été convenue à temps.',
  'alteration-answered.unpaid':
    'La modification n’a pas été faite\u00a0: son paiement n’a pas été terminé à temps ou une de ses nuits était déjà prise.',
  'alteration-answered.guest.lapsed':
    'La modification que vous aviez acceptée n’a pas été faite\u00a0: le paiement n’a pas été terminé à temps, la proposition a été retirée ou une de ses nuits était déjà prise.',
  'alteration-answered.freed':
    'Vous n’avez rien payé pour elle\u00a0: ce qui était éventuellement réservé sur votre carte est de nouveau disponible.',
  'alteration-failed.subject': 'Différence non débitée\u00a0: {listing}',
  'alteration-failed.guest.text':
    'Votre séjour a été modifié comme convenu avec {host}, mais la différence de {amount} n’a pas pu être débitée sur votre carte.',
  'alteration-failed.guest.advice':
    'Le montant réservé est de nouveau disponible, et le séjour est maintenu avec ce que vous avez payé.',
  'alteration-failed.charged':
    '{amount} en ont été débités par erreur et vous reviennent par le moyen de paiement utilisé\u00a0; les banques peuvent mettre jusqu’à dix jours. Le reste du montant réservé est de nouveau disponible, et le séjour est maintenu avec ce que vous aviez payé.',
  'alteration-failed.host.text':
    'Le séjour de {guest} a été modifié comme convenu, mais la différence de {amount} n’a pas pu être débitée sur la carte.',
  'alteration-failed.host.advice': 'Le séjour est maintenu, et vous recevez votre part de ce qui a été payé.',
  'arriving.guest.subject': 'Votre séjour à {listing} commence bientôt',
  'arriving.guest.text': '{host} vous attend {day}, à partir de {time}. Bon voyage\u00a0!',
  'arriving.host.subject': '{guest} arrive bientôt',
  'arriving.host.text': 'L’arrivée à {listing} a lieu {day}, à partir de {time}.',
  'review-open.guest.subject': 'Comment était {listing}\u00a0?',
  'review-open.guest.text':
    'Dites-le aux autres, et à {host}. Votre avis reste caché jusqu’à ce que {host} ait donné le sien, ou jusqu’au {until}\u00a0; d’ici là, vous pouvez le modifier.',
  'review-open.host.subject': 'Comment s’est passé le séjour de {guest}\u00a0?',
  'review-open.host.text':
    'Dites-le aux autres hôtes, et à {guest}. Votre avis reste caché jusqu’à ce que {guest} ait donné le sien, ou jusqu’au {until}\u00a0; d’ici là, vous pouvez le modifier.',
  'review-open.action': 'Écrire un avis',
  'review-removed.subject': 'Votre avis a été retiré\u00a0: {about}',
  'review-removed.text': 'Notre assistance l’a retiré, et il ne compte plus dans aucune moyenne.',
  'message.subject': '{name} vous a écrit\u00a0: {listing}',
  'message.action': 'Répondre',
  'message.text': 'Répondez sur notre site\u00a0: personne ne lit les e-mails envoyés à cette adresse.',
  'payout.subject': 'Vous recevez bientôt {amount}',
  'payout.text':
    'C’est votre versement pour le séjour de {guest} à {listing}. Stripe l’a reçu et le transmet à votre compte bancaire.',
  'payout.action': 'Voir vos versements',
  'payment-failed.subject': 'Votre paiement n’a pas abouti',
  'payment-failed.text':
    'Les nuits à {listing} vous sont réservées jusqu’au {until}. Réessayez d’ici là, ou payez avec une autre carte.',
  'payment-failed.action': 'Réessayer',
  'rest-due.subject': 'Le reste pour {listing} sera bientôt débité',
  'rest-due.text': 'Le {due}, nous débiterons {amount}, le reste du prix de votre séjour, sur votre carte enregistrée.',
  'rest-due.advice': 'Vous n’avez rien à faire, tant que la carte est encore valable.',
  'rest-due.uncharged.subject': 'Le reste pour {listing} est bientôt dû',
  'rest-due.uncharged.text':
    'Le {due}, {amount}, le reste du prix de votre séjour, sera dû. Votre carte enregistrée n’est plus débitée pour cela\u00a0: vous recevrez alors un autre e-mail, pour le payer vous-même, avec la carte de votre choix, avant le {until}.',
  'rest-failed.subject': 'Veuillez payer le reste pour {listing}',
  'rest-failed.text':
    'Nous n’avons pas pu débiter {amount}, le reste du prix de votre séjour, de votre carte enregistrée. Veuillez le payer vous-même, avec cette carte ou une autre, avant le {until}.',
  'rest-failed.advice':
    'S’il n’est pas payé d’ici là, le séjour est annulé, et ce que vous avez payé vous est rendu selon les conditions d’annulation.',
  'rest-failed.lost': 'S’il n’est pas payé d’ici là, le séjour est annulé.',
  'rest-failed.action': 'Payer le reste',
  'rest-unpaid.subject': 'Le reste pour {listing} n’est pas encore payé',
  'rest-unpaid.text':
    '{amount}, le reste du prix de votre séjour, n’a pas encore été payé. Si vous avez commencé, votre banque attend peut-être encore votre confirmation. Veuillez le payer avant le {until}.',
  'deposit-failed.subject': 'Veuillez déposer la caution pour {listing}',
  'deposit-failed.text':
    'Nous n’avons pas pu bloquer {amount} sur votre carte enregistrée comme caution de votre séjour. Veuillez le faire vous-même, avec cette carte ou une autre, avant le {until}.',
  'deposit-failed.advice':
    'Ce n’est pas un paiement\u00a0: si {host} n’en réclame rien, tout est de nouveau disponible après votre séjour.',
  'deposit-failed.action': 'Déposer la caution',
  'deposit-missing.subject': 'Le séjour de {guest} commence sans caution',
  'deposit-missing.text':
    '{amount} n’ont pas pu être bloqués sur la carte de {guest}. La réservation de {listing} reste valable, mais il n’y a pas de caution que vous pourriez réclamer.',
  'deposit-unrenewed.guest.subject': 'Votre caution pour {listing} n’a pas pu être prolongée',
  'deposit-unrenewed.guest.text':
    'Ce qui est bloqué sur votre carte sera de nouveau disponible le {until}\u00a0; nous n’avons pas pu bloquer {amount} à nouveau. Vous n’avez rien à faire.',
  'deposit-unrenewed.host.subject': 'La caution de {guest} prend fin plus tôt',
  'deposit-unrenewed.host.text':
    'Les {amount} pour {listing} n’ont pas pu être bloqués à nouveau sur la carte de {guest}. Ce qui est bloqué ne peut être réclamé que jusqu’au {until}.',
  'deposit-claimed.subject': '{host} réclame {amount} de votre caution',
  'deposit-claimed.taken': '{amount} sont prélevés sur votre caution',
  'deposit-claimed.text':
    'Le montant est prélevé sur ce qui était bloqué sur votre carte pour votre séjour à {listing}\u00a0; le reste est de nouveau disponible.',
  'dispute-opened.subject': 'Le paiement du séjour de {guest} est contesté',
  'dispute-opened.text':
    '{guest} a demandé à sa banque de reprendre {amount}, payés pour {listing}. Jusqu’à la décision de la banque, qui peut prendre des semaines, plus rien n’est versé pour ce séjour.',
  'dispute-opened.inquiry':
    'La banque de {guest} demande des précisions sur {amount} payés pour {listing}. Elle n’a rien repris, et votre part du séjour vous est versée comme prévu. Si elle reprend l’argent, vous en serez averti par e-mail.',
  'dispute-opened.advice':
    'Notre assistance répond à la banque. Gardez à portée de main ce qui montre que le séjour a eu lieu comme réservé.',
  'dispute-closed.won.subject': 'Le paiement du séjour de {guest} est maintenu',
  'dispute-closed.won.text':
    'La contestation portant sur {amount}, payés pour {listing}, est rejetée. Votre part est versée comme prévu.',
  'dispute-closed.lost.subject': 'Le paiement du séjour de {guest} a été repris',
  'dispute-closed.lost.text':
    'La contestation portant sur {amount}, payés pour {listing}, a abouti, et {guest} garde l’argent.',
  'feed-stale.subject': 'Le calendrier de {channel} ne peut pas être lu',
  'feed-stale.text':
    'Depuis des heures, le calendrier que {listing} reprend de {channel} ne peut pas être lu. En attendant, personne n’y réserve immédiatement\u00a0: chaque réservation est une demande à laquelle vous répondez, pour qu’aucune nuit ne soit vendue deux fois.',
  'feed-stale.advice': 'Vérifiez que son adresse est toujours la bonne.',
  'feed-stale.action': 'Voir le calendrier',
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
  'calendar-conflict.subject': 'Le séjour de {guest} est peut-être vendu deux fois',
  'calendar-conflict.text':
    '{channel} indique avoir aussi vendu des nuits de ce séjour ({listing}). Rien n’a été annulé\u00a0: voyez vite laquelle des deux réservations peut être maintenue, et mettez fin à l’autre.',

  'unsubscribe.title': 'E-mails\u00a0: {kind}',
  'unsubscribe.question': 'Ne voulez-vous plus recevoir d’e-mails de ce type\u00a0?',
  'unsubscribe.confirm': 'Ne plus les recevoir',
  'unsubscribe.done':
    'Vous ne recevrez plus d’e-mails de ce type. Vous pouvez changer d’avis à tout moment dans votre compte.',
  'kind.booking-requested': 'demandes de réservation',
  'kind.booking-reminder': 'demandes qui attendent une réponse',
  'kind.booking-expired': 'demandes qui ont expiré',
  'kind.booking-accepted': 'demandes acceptées',
  'kind.booking-declined': 'demandes refusées',
  'kind.booking-confirmed': 'réservations confirmées',
  'kind.booking-altered': 'réservations modifiées',
  'kind.booking-cancelled': 'réservations annulées',
  'kind.refunded': 'remboursements par notre assistance',
  'kind.alteration-proposed': 'propositions de modification',
  'kind.alteration-answered': 'réponses à vos propositions',
  'kind.alteration-failed': 'modifications de séjour qui n’ont pas pu être payées',
  'kind.arriving': 'séjours qui commencent bientôt',
  'kind.review-open': 'avis à écrire',
  'kind.review-removed': 'avis retirés',
  'kind.message': 'messages des voyageurs et des hôtes',
  'kind.payout': 'versements',
  'kind.payment-failed': 'paiements échoués',
  'kind.rest-due': 'restes de prix bientôt débités',
  'kind.rest-failed': 'restes de prix qui n’ont pas pu être débités',
  'kind.rest-unpaid': 'restes de prix encore impayés',
  'kind.deposit-failed': 'cautions qui n’ont pas pu être bloquées',
  'kind.deposit-missing': 'séjours sans caution',
  'kind.deposit-unrenewed': 'cautions qui prennent fin plus tôt',
  'kind.deposit-claimed': 'réclamations sur votre caution',
  'kind.dispute-opened': 'paiements contestés',
  'kind.dispute-closed': 'contestations terminées',
  'kind.feed-stale': 'calendriers illisibles',
  'kind.calendar-conflict': 'nuits peut-être vendues deux fois',
  'kind.webhook-disabled': 'points de terminaison de webhooks désactivés',
};
