import type { Messages } from './en.ts';

export const fr: Messages = {
  'plain-link': 'Si le bouton ne fonctionne pas, ouvrez cette adresse :',
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
  'fact.refund': 'Remboursement',
  from: '{day}, à partir de {time}',
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
    'Quelqu’un, très probablement vous, a saisi cette adresse sur {site} pour s’inscrire ou la faire confirmer. Vous avez un compte avec cette adresse, et elle est confirmée : connectez-vous, ou réinitialisez votre mot de passe.',
  'already-registered.action': 'Se connecter',
  'already-registered.ignore': 'Si ce n’était pas vous, ne faites rien : rien n’a changé.',
  'reset-password.subject': 'Choisissez un nouveau mot de passe',
  'reset-password.text': 'Quelqu’un, très probablement vous, a demandé un nouveau mot de passe sur {site}.',
  'reset-password.until': 'Choisissez-le dans un délai de {minutes, plural, one {# minute} other {# minutes}}.',
  'reset-password.action': 'Choisir un mot de passe',
  'reset-password.ignore': 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',

  'booking-requested.subject': '{guest} souhaite séjourner à {listing}',
  'booking-requested.text':
    'Répondez avant {until}. Passé ce délai, la demande prend fin et les nuits sont de nouveau libres.',
  'booking-requested.action': 'Répondre à la demande',
  'booking-accepted.subject': '{host} a accepté votre demande',
  'booking-accepted.text':
    'Le montant réservé sur votre carte est maintenant prélevé. Dès que c’est fait, votre séjour à {listing} est confirmé et vous recevez un autre e-mail.',
  'booking-declined.subject': 'Votre demande pour {listing} a été refusée',
  'booking-declined.text':
    'Vous n’avez rien payé : le montant réservé sur votre carte est de nouveau disponible. D’autres logements sont libres à vos dates.',
  'booking-declined.action': 'Trouver un autre logement',
  'booking-confirmed.guest.subject': 'Votre séjour à {listing} est confirmé',
  'booking-confirmed.guest.text': 'Il est payé, et {host} vous attend.',
  'booking-confirmed.host.subject': '{guest} a réservé {listing}',
  'booking-confirmed.host.text': 'Le séjour est payé et confirmé, et ses nuits sont fermées dans votre calendrier.',
  'booking.action': 'Voir la réservation',
  'booking-cancelled.guest.subject': 'Votre séjour à {listing} est annulé',
  'booking-cancelled.host.subject': 'Séjour annulé : {guest}, {listing}',
  'booking-cancelled.by-you': 'Vous avez annulé ce séjour.',
  'booking-cancelled.by-guest': '{guest} a annulé ce séjour.',
  'booking-cancelled.by-host': '{host} a annulé ce séjour. Nous en sommes désolés.',
  'booking-cancelled.by-support': 'Notre assistance a annulé ce séjour.',
  'booking-cancelled.refund':
    'Le remboursement revient par le moyen de paiement utilisé. Les banques peuvent mettre jusqu’à dix jours.',
  'booking-cancelled.no-refund': 'Selon les conditions d’annulation, rien n’est remboursé.',
  'booking-cancelled.keeps-closed': 'Les nuits que vous avez retirées restent fermées dans votre calendrier.',
  'booking-cancelled.opens': 'Ses nuits peuvent de nouveau être réservées.',
  'arriving.guest.subject': 'Votre séjour à {listing} commence bientôt',
  'arriving.guest.text': '{host} vous attend {day}, à partir de {time}. Bon voyage !',
  'arriving.host.subject': '{guest} arrive bientôt',
  'arriving.host.text': 'L’arrivée à {listing} a lieu {day}, à partir de {time}.',
  'review-open.guest.subject': 'Comment était {listing} ?',
  'review-open.guest.text':
    'Dites-le aux autres, et à {host}. Votre avis reste caché jusqu’à ce que {host} ait donné le sien, ou jusqu’au {until} ; d’ici là, vous pouvez le modifier.',
  'review-open.host.subject': 'Comment s’est passé le séjour de {guest} ?',
  'review-open.host.text':
    'Dites-le aux autres hôtes, et à {guest}. Votre avis reste caché jusqu’à ce que {guest} ait donné le sien, ou jusqu’au {until} ; d’ici là, vous pouvez le modifier.',
  'review-open.action': 'Écrire un avis',
  'payment-failed.subject': 'Votre paiement n’a pas abouti',
  'payment-failed.text':
    'Les nuits à {listing} vous sont réservées jusqu’au {until}. Réessayez d’ici là, ou payez avec une autre carte.',
  'payment-failed.action': 'Réessayer',
  'feed-stale.subject': 'Le calendrier de {channel} ne peut pas être lu',
  'feed-stale.text':
    'Depuis des heures, le calendrier que {listing} reprend de {channel} ne peut pas être lu. En attendant, personne n’y réserve immédiatement : chaque réservation est une demande à laquelle vous répondez, pour qu’aucune nuit ne soit vendue deux fois.',
  'feed-stale.advice': 'Vérifiez que son adresse est toujours la bonne.',
  'feed-stale.action': 'Voir le calendrier',

  'unsubscribe.title': 'E-mails : {kind}',
  'unsubscribe.question': 'Ne voulez-vous plus recevoir d’e-mails de ce type ?',
  'unsubscribe.confirm': 'Ne plus les recevoir',
  'unsubscribe.done':
    'Vous ne recevrez plus d’e-mails de ce type. Vous pouvez changer d’avis à tout moment dans votre compte.',
  'kind.booking-requested': 'demandes de réservation',
  'kind.booking-accepted': 'demandes acceptées',
  'kind.booking-declined': 'demandes refusées',
  'kind.booking-confirmed': 'réservations confirmées',
  'kind.booking-cancelled': 'réservations annulées',
  'kind.arriving': 'séjours qui commencent bientôt',
  'kind.review-open': 'avis à écrire',
  'kind.payment-failed': 'paiements échoués',
  'kind.feed-stale': 'calendriers illisibles',
};
