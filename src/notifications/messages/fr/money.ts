import type { Money } from '../en/money.ts';

export const money: Money = {
  'refunded.guest.subject': 'Notre assistance vous rembourse {amount}',
  'refunded.guest.price': 'Ce montant provient de ce que vous avez payé pour votre séjour ({listing}).',
  'refunded.guest.deposit': 'Ce montant avait été prélevé sur votre caution ({listing}).',
  'refunded.host.subject': 'Notre assistance rembourse {amount} à {guest}',
  'refunded.host.price': 'Ce montant provient de ce qui a été payé pour le séjour ({listing}).',
  'refunded.host.deposit': 'Ce montant avait été prélevé sur la caution ({listing}).',
  'refunded.host.taken':
    'Votre part n’en est pas versée. Ce qui l’a déjà été est repris, ou retenu sur vos prochains versements.',
  'refund-failed.subject': 'Votre remboursement de {amount} n’a pas pu être versé',
  'refund-failed.text':
    'Ce qui devait vous être rendu pour {listing} n’a pas pu vous revenir par le moyen de paiement utilisé, par exemple parce qu’une carte a été fermée. Cette somme vous est toujours due, et notre assistance s’en occupe.',
  'refund-failed.advice': 'Si vous n’avez plus la carte avec laquelle vous avez payé, écrivez à notre assistance.',
  'payment-late.subject': 'Votre paiement de {amount} est arrivé trop tard et vous est rendu',
  'payment-late.nights':
    'À son arrivée, les nuits à {listing} ne vous étaient plus réservées. Il ne réserve donc rien.',
  'payment-late.rest': 'Quand le solde de votre séjour à {listing} est arrivé, ce séjour était déjà annulé ou terminé.',
  'payout.subject': 'Vous recevez bientôt {amount}',
  'payout.text':
    'C’est votre versement pour le séjour de {guest} à {listing}. Stripe l’a reçu et le transmet à votre compte bancaire.',
  'payout.withheld': 'Sur {gross} gagnés, {withheld} ont été retenus pour ce que vous deviez.',
  'payout.action': 'Voir vos versements',
  'payout.kept.subject': '{gross} gagnés ont été retenus pour ce que vous deviez',
  'payout.kept.text':
    'Votre versement pour le séjour de {guest} à {listing} a été entièrement retenu pour ce que vous deviez\u00a0: rien ne vous est transféré.',
  'payout-returned.subject': 'Votre banque a renvoyé {amount}',
  'payout-returned.text':
    'Stripe avait versé {amount} sur votre compte bancaire, mais l’argent est revenu. Stripe le garde pour vous et le versera de nouveau dès que vous lui aurez indiqué un autre compte bancaire.',
  'payout-returned.action': 'Indiquer un autre compte',
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
  'rest-due.undecided.text':
    'Le {due}, {amount}, le reste du prix de votre séjour, sera dû. Si votre banque a décidé d’ici là de maintenir votre premier paiement, nous débiterons ce reste sur votre carte enregistrée. Sinon, vous recevrez un autre e-mail, pour le payer vous-même, avec la carte de votre choix, avant le {until}.',
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
    'Le montant est prélevé sur ce qui était bloqué sur votre carte pour votre séjour à {listing}.',
  'deposit-claimed.rest': 'Le reste est de nouveau disponible.',
  'deposit-ended.guest.subject': 'Votre caution pour {listing} est de nouveau disponible',
  'deposit-ended.guest.text':
    'Les {amount} ne sont plus bloqués sur votre carte, et rien n’a été prélevé. Vous n’avez rien à faire.',
  'deposit-ended.host.subject': 'La caution de {guest} n’est plus bloquée',
  'deposit-ended.host.text':
    'Les {amount} pour {listing} ne sont plus bloqués sur la carte de {guest}. La réservation reste valable, mais il n’y a plus de caution que vous pourriez réclamer.',
  'deposit-ended.claimed.guest.subject': 'Rien n’est prélevé sur votre caution',
  'deposit-ended.claimed.guest.text':
    'Les {amount} que {host} avait réclamés n’ont pas pu être prélevés. Ce qui était bloqué sur votre carte pour votre séjour à {listing} est de nouveau disponible.',
  'deposit-ended.claimed.host.subject': 'Votre réclamation sur la caution de {guest} n’a pas abouti',
  'deposit-ended.claimed.host.text':
    'Les {amount} que vous aviez réclamés pour {listing} n’ont pas pu être prélevés\u00a0: ce qui était bloqué sur la carte de {guest} était déjà de nouveau disponible.',
  'dispute-opened.subject': 'Un paiement de {guest} est contesté',
  'dispute-opened.inquiry.subject': 'La banque de {guest} s’interroge sur un paiement',
  'dispute-opened.text':
    '{guest} a demandé à sa banque de reprendre {amount}, payés pour {listing}. Jusqu’à la décision de la banque, qui peut prendre des semaines, plus rien n’est versé pour ce séjour.',
  'dispute-opened.inquiry':
    'La banque de {guest} demande des précisions sur {amount} payés pour {listing}. Elle n’a rien repris, et votre part du séjour vous est versée comme prévu. Si elle reprend l’argent, vous en serez averti par e-mail.',
  'dispute-opened.advice': 'Notre assistance répond à la banque. Gardez à portée de main ce qui justifie le paiement.',
  'dispute-closed.won.subject': 'Un paiement de {guest} est maintenu',
  'dispute-closed.won.text':
    'La contestation portant sur {amount}, payés pour {listing}, est rejetée. Votre part est versée comme prévu.',
  'dispute-closed.inquiry':
    'La banque de {guest} ne demande plus rien sur {amount} payés pour {listing}. Elle n’a rien repris, et votre part du séjour vous est versée comme prévu.',
  'dispute-closed.lost.subject': '{amount} payés par {guest} ont été repris',
  'dispute-closed.lost.text':
    'La contestation portant sur {amount}, payés pour {listing}, a abouti, et {guest} garde l’argent.',
  'dispute-closed.lost.unborne': 'Rien n’en est retenu sur votre part.',
};
