import type { Stays } from '../en/stays.ts';

export const stays: Stays = {
  'booking-requested.subject': '{guest} souhaite séjourner à {listing}',
  'booking-requested.text':
    'Répondez avant {until}. Passé ce délai, la demande prend fin et les nuits sont de nouveau libres.',
  'booking-requested.tonight': 'Répondez avant {until}. La demande prend fin avec le jour d’arrivée.',
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
  'booking-accepted.subject': '{host} a accepté votre demande',
  'booking-accepted.text':
    'Le montant réservé sur votre carte est maintenant prélevé. Dès que c’est fait, votre séjour à {listing} est confirmé et vous recevez un autre e-mail.',
  'booking-declined.subject': 'Votre demande pour {listing} a été refusée',
  'booking-declined.text': 'Vous n’avez rien payé\u00a0: le montant réservé sur votre carte est de nouveau disponible.',
  'charged-by-mistake':
    '{amount} du montant réservé sur votre carte ont été débités par erreur et vous reviennent par le moyen de paiement utilisé. Les banques peuvent mettre jusqu’à dix jours.',
  'charged-by-mistake.rest': 'Le reste est de nouveau disponible.',
  'booking-declined.action': 'Trouver un autre logement',
  'booking-confirmed.guest.subject': 'Votre séjour à {listing} est confirmé',
  'booking-confirmed.guest.text': 'Il est payé, et {host} vous attend.',
  'booking-confirmed.guest.first': 'La première partie est payée, et {host} vous attend.',
  'booking-confirmed.guest.rest': 'Le reste, {amount}, sera débité de votre carte enregistrée le {due}.',
  'booking-confirmed.host.subject': '{guest} a réservé {listing}',
  'booking-confirmed.host.text': 'Le séjour est payé et confirmé, et ses nuits sont fermées dans votre calendrier.',
  'booking-confirmed.host.rest':
    'La première partie est payée, le séjour est confirmé, et ses nuits sont fermées dans votre calendrier. Le reste est dû le {due}\u00a0; s’il reste impayé, le séjour sera annulé au plus tard le {until}.',
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
  'booking-cancelled.refund-waits-in-part':
    'Votre banque doit encore se prononcer sur un paiement de ce séjour. D’ici là, {amount} du remboursement restent en attente\u00a0; ce qu’elle ne vous rend pas elle-même est remboursé ensuite. Le reste revient par le moyen de paiement utilisé. Les banques peuvent mettre jusqu’à dix jours.',
  'booking-cancelled.no-refund': 'Selon les conditions d’annulation, rien n’est remboursé.',
  'booking-cancelled.nothing': 'Cette annulation ne donne lieu à aucun remboursement.',
  'booking-cancelled.no-show.guest':
    '{host} a signalé votre absence. Le séjour a pris fin comme si vous l’aviez annulé à ce moment-là.',
  'booking-cancelled.no-show.host':
    'Vous avez signalé l’absence de {guest}. Le séjour a pris fin comme si {guest} l’avait annulé.',
  'booking-cancelled.keeps-closed': 'Ses nuits restent fermées dans votre calendrier.',
  'booking-cancelled.opens': 'Ses nuits peuvent de nouveau être réservées.',
  'booking-cancelled.opens-rest': 'Les nuits encore à venir peuvent de nouveau être réservées.',
  'alteration-proposed.guest.subject': '{host} propose de modifier votre séjour à {listing}',
  'alteration-proposed.host.subject': '{guest} propose de modifier le séjour à {listing}',
  'alteration-proposed.text': 'Voici ce que serait le séjour, au lieu de\u00a0: {from} – {to}.',
  'alteration-proposed.until': 'Répondez avant {until}. Rien ne change si vous n’acceptez pas.',
  'alteration-proposed.action': 'Répondre à la proposition',
  'alteration-answered.guest.subject': 'Votre séjour à {listing} reste inchangé',
  'alteration-answered.guest.declined': '{host} a refusé la modification que vous avez proposée.',
  'alteration-answered.host.subject': 'Séjour inchangé\u00a0: {guest}, {listing}',
  'alteration-answered.host.declined': '{guest} a refusé la modification que vous avez proposée.',
  'alteration-answered.expired': 'Votre proposition de modifier le séjour a pris fin avant d’être acceptée.',
  'alteration-answered.unpaid':
    'La modification n’a pas été faite\u00a0: son paiement n’a pas été terminé à temps ou une de ses nuits était déjà prise.',
  'alteration-answered.guest.lapsed':
    'La modification que vous aviez acceptée n’a pas été faite\u00a0: le paiement n’a pas été terminé à temps, la proposition a été retirée ou une de ses nuits était déjà prise.',
  'alteration-answered.host.cut-short':
    'Le paiement de {guest} pour la modification proposée n’a pas abouti\u00a0: la proposition a donc pris fin avant que vous n’ayez eu à répondre.',
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
  'feed-stale.subject': 'Le calendrier de {channel} ne peut pas être lu',
  'feed-stale.text':
    'Depuis des heures, le calendrier que {listing} reprend de {channel} ne peut pas être lu. En attendant, personne n’y réserve immédiatement\u00a0: chaque réservation est une demande à laquelle vous répondez, pour qu’aucune nuit ne soit vendue deux fois.',
  'feed-stale.advice': 'Vérifiez que son adresse est toujours la bonne.',
  'feed-stale.action': 'Voir le calendrier',
  'calendar-conflict.subject': 'Le séjour de {guest} est peut-être vendu deux fois',
  'calendar-conflict.text':
    '{channel} indique avoir aussi vendu des nuits de ce séjour ({listing}). Rien n’a été annulé\u00a0: voyez vite laquelle des deux réservations peut être maintenue, et mettez fin à l’autre.',
};
