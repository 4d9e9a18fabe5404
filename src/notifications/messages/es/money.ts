import type { Money } from '../en/money.ts';

export const money: Money = {
  'refunded.guest.subject': 'Nuestro servicio de atención te devuelve {amount}',
  'refunded.guest.price': 'Procede de lo que has pagado por tu estancia en {listing}.',
  'refunded.guest.deposit': 'Se había cobrado de tu fianza en {listing}.',
  'refunded.host.subject': 'Nuestro servicio de atención devuelve {amount} a {guest}',
  'refunded.host.price': 'Procede de lo que se pagó por la estancia en {listing}.',
  'refunded.host.deposit': 'Se había cobrado de la fianza en {listing}.',
  'refunded.host.taken': 'Tu parte no se paga; lo que ya se ha pagado se recupera, o se retiene de tus próximos pagos.',
  'refund-failed.subject': 'No se ha podido pagar tu reembolso de {amount}',
  'refund-failed.text':
    'Lo que se te iba a devolver por {listing} no ha llegado al medio con el que pagaste, por ejemplo porque una tarjeta está cerrada. Se te sigue debiendo, y nuestro servicio de atención se ocupa de ello.',
  'refund-failed.advice': 'Si ya no tienes la tarjeta con la que pagaste, escribe a nuestro servicio de atención.',
  'payment-late.subject': 'Tu pago de {amount} llegó demasiado tarde y se te devuelve',
  'payment-late.nights':
    'Cuando llegó, las noches en {listing} ya no estaban reservadas para ti. Con él no se ha reservado nada.',
  'payment-late.rest':
    'Cuando llegó el resto de tu estancia en {listing}, la estancia ya se había cancelado o había terminado.',
  'payout.subject': '{amount} están en camino',
  'payout.text':
    'Es tu pago por la estancia de {guest} en {listing}. Stripe lo ha recibido y lo envía a tu cuenta bancaria.',
  'payout.withheld': 'De {gross} que has ganado se han retenido {withheld} por lo que debías.',
  'payout.action': 'Ver tus pagos',
  'payout.kept.subject': 'Se han retenido {gross} que has ganado por lo que debías',
  'payout.kept.text':
    'Tu pago por la estancia de {guest} en {listing} se ha retenido entero por lo que debías, así que no se te transfiere nada.',
  'payout-returned.subject': 'Tu banco ha devuelto {amount}',
  'payout-returned.text':
    'Stripe había enviado {amount} a tu cuenta bancaria, pero el dinero ha vuelto. Stripe lo guarda para ti y lo enviará de nuevo en cuanto le indiques otra cuenta bancaria.',
  'payout-returned.action': 'Indicar otra cuenta',
  'payment-failed.subject': 'Tu pago no se ha realizado',
  'payment-failed.text':
    'Las noches en {listing} están reservadas para ti hasta el {until}. Inténtalo de nuevo antes, o paga con otra tarjeta.',
  'payment-failed.action': 'Intentarlo de nuevo',
  'rest-due.subject': 'El resto de {listing} se cobrará pronto',
  'rest-due.text': 'El resto del precio de tu estancia, {amount}, se cobrará en tu tarjeta guardada el {due}.',
  'rest-due.advice': 'No tienes que hacer nada, mientras la tarjeta siga siendo válida.',
  'rest-due.uncharged.subject': 'El resto de {listing} vence pronto',
  'rest-due.uncharged.text':
    'El resto del precio de tu estancia, {amount}, vence el {due}. Ya no se cobra en tu tarjeta guardada: ese día recibes otro correo para pagarlo tú, con cualquier tarjeta, antes del {until}.',
  'rest-due.undecided.text':
    'El resto del precio de tu estancia, {amount}, vence el {due}. Si para entonces tu banco ha decidido que tu primer pago se mantiene, cobraremos el resto en tu tarjeta guardada. Si no, recibes otro correo para pagarlo tú, con cualquier tarjeta, antes del {until}.',
  'rest-failed.subject': 'Paga el resto de {listing}',
  'rest-failed.text':
    'No hemos podido cobrar {amount}, el resto del precio de tu estancia, en tu tarjeta guardada. Págalo tú, con esta tarjeta o con otra, antes del {until}.',
  'rest-failed.advice':
    'Si no se paga antes, la estancia se cancela, y lo que has pagado se devuelve según las condiciones de cancelación.',
  'rest-failed.lost': 'Si no se paga antes, la estancia se cancela.',
  'rest-failed.action': 'Pagar el resto',
  'rest-unpaid.subject': 'El resto de {listing} sigue sin pagarse',
  'rest-unpaid.text':
    '{amount}, el resto del precio de tu estancia, todavía no se ha pagado. Si ya has empezado, quizá tu banco espera aún tu confirmación. Págalo antes del {until}.',
  'deposit-failed.subject': 'Deposita la fianza de {listing}',
  'deposit-failed.text':
    'No hemos podido retener {amount} en tu tarjeta guardada como fianza de tu estancia. Hazlo tú, con esta tarjeta o con otra, antes del {until}.',
  'deposit-failed.advice':
    'No es un pago: si {host} no reclama nada, todo vuelve a estar disponible después de tu estancia.',
  'deposit-failed.action': 'Depositar la fianza',
  'deposit-missing.subject': 'La estancia de {guest} empieza sin fianza',
  'deposit-missing.text':
    'No se han podido retener {amount} en la tarjeta de {guest}. La reserva de {listing} sigue en pie, pero no hay fianza que puedas reclamar.',
  'deposit-unrenewed.guest.subject': 'No se ha podido prolongar tu fianza de {listing}',
  'deposit-unrenewed.guest.text':
    'Lo retenido en tu tarjeta vuelve a estar disponible el {until}; no hemos podido retener {amount} de nuevo. No tienes que hacer nada.',
  'deposit-unrenewed.host.subject': 'La fianza de {guest} termina antes',
  'deposit-unrenewed.host.text':
    'No se han podido retener de nuevo los {amount} de {listing} en la tarjeta de {guest}. Lo retenido solo se puede reclamar hasta el {until}.',
  'deposit-claimed.subject': '{host} reclama {amount} de tu fianza',
  'deposit-claimed.taken': 'Se toman {amount} de tu fianza',
  'deposit-claimed.text': 'Se toma de lo que estaba retenido en tu tarjeta para tu estancia en {listing}.',
  'deposit-claimed.rest': 'El resto vuelve a estar disponible.',
  'deposit-ended.guest.subject': 'Tu fianza de {listing} vuelve a estar disponible',
  'deposit-ended.guest.text':
    'Los {amount} ya no están retenidos en tu tarjeta, y no se ha cobrado nada. No tienes que hacer nada.',
  'deposit-ended.host.subject': 'La fianza de {guest} ya no está retenida',
  'deposit-ended.host.text':
    'Los {amount} de {listing} ya no están retenidos en la tarjeta de {guest}. La reserva sigue en pie, pero ya no hay fianza que puedas reclamar.',
  'deposit-ended.claimed.guest.subject': 'No se toma nada de tu fianza',
  'deposit-ended.claimed.guest.text':
    'Los {amount} que {host} había reclamado no se han podido cobrar. Lo que estaba retenido en tu tarjeta para tu estancia en {listing} vuelve a estar disponible.',
  'deposit-ended.claimed.host.subject': 'Tu reclamación de la fianza de {guest} no ha prosperado',
  'deposit-ended.claimed.host.text':
    'Los {amount} que habías reclamado por {listing} no se han podido cobrar: lo retenido en la tarjeta de {guest} ya volvía a estar disponible.',
  'dispute-opened.subject': 'Un pago de {guest} está en disputa',
  'dispute-opened.inquiry.subject': 'El banco de {guest} pregunta por un pago',
  'dispute-opened.text':
    '{guest} ha pedido a su banco que recupere {amount}, pagados por {listing}. Hasta que el banco decida, lo que puede tardar semanas, no se paga nada más por esta estancia.',
  'dispute-opened.inquiry':
    'El banco de {guest} pregunta por {amount} pagados por {listing}. No ha retirado nada, y cobras la estancia como estaba previsto; si retira el dinero, te avisaremos.',
  'dispute-opened.advice': 'Nuestro servicio de atención responde al banco. Ten a mano lo que justifique el pago.',
  'dispute-closed.won.subject': 'Un pago de {guest} se mantiene',
  'dispute-closed.won.text':
    'La disputa sobre {amount}, pagados por {listing}, está ganada. Tu parte se paga como estaba previsto.',
  'dispute-closed.inquiry':
    'El banco de {guest} ya no pregunta por {amount} pagados por {listing}. No ha retirado nada, y cobras la estancia como estaba previsto.',
  'dispute-closed.lost.subject': 'Se han devuelto {amount} pagados por {guest}',
  'dispute-closed.lost.text':
    'La disputa sobre {amount}, pagados por {listing}, está perdida, y {guest} se queda con el dinero.',
  'dispute-closed.lost.unborne': 'De tu parte no se descuenta nada por ello.',
};
