import type { Messages } from './en.ts';

export const es: Messages = {
  'plain-link': 'Si el botón no funciona, abre esta dirección:',
  'footer.account': 'Recibes este correo por tu cuenta en {brand}.',
  'footer.link': 'Recibes este correo porque alguien indicó esta dirección en {brand}.',
  'footer.stop': 'No recibir más correos de este tipo',

  'fact.listing': 'Lugar',
  'fact.address': 'Dirección',
  'fact.check-in': 'Llegada',
  'fact.check-out': 'Salida',
  'fact.guest': 'Reservado por',
  'fact.host': 'Anfitrión',
  'fact.party': 'Huéspedes',
  'fact.total': 'Total',
  'fact.earnings': 'Recibes',
  'fact.host-fee': 'Debes',
  'fact.difference': 'Diferencia',
  'fact.message': 'Mensaje',
  'fact.reason': 'Motivo',
  'fact.refund': 'Reembolso',
  from: '{day}, a partir de las {time}',
  within: '{day}, de las {time} a las {until}',
  by: '{day}, antes de las {time}',
  party:
    '{adults, plural, one {# adulto} other {# adultos}}{children, plural, =0 {} one {, # niño} other {, # niños}}{infants, plural, =0 {} one {, # bebé} other {, # bebés}}{pets, plural, =0 {} one {, # mascota} other {, # mascotas}}',

  'verify-email.subject': 'Confirma tu dirección de correo',
  'verify-email.text': 'Alguien, muy probablemente tú, se ha registrado en {site} con esta dirección.',
  'verify-email.until':
    'Confírmala en un plazo de {hours, plural, one {# hora} other {# horas}} y podrás iniciar sesión.',
  'verify-email.action': 'Confirmar la dirección',
  'link.ignore': 'Si no has sido tú, no hagas nada.',
  'already-registered.subject': 'Ya tienes una cuenta',
  'already-registered.text':
    'Alguien, muy probablemente tú, ha indicado esta dirección en {site} para registrarse, para confirmarla o para usarla en otra cuenta. Tienes una cuenta con esta dirección, y está confirmada: inicia sesión o restablece tu contraseña.',
  'already-registered.action': 'Iniciar sesión',
  'already-registered.ignore': 'Si no has sido tú, no hagas nada: nada ha cambiado.',
  'reset-password.subject': 'Elige una contraseña nueva',
  'reset-password.text': 'Alguien, muy probablemente tú, ha pedido una contraseña nueva en {site}.',
  'reset-password.until': 'Elígela en un plazo de {minutes, plural, one {# minuto} other {# minutos}}.',
  'reset-password.action': 'Elegir una contraseña',
  'reset-password.ignore': 'Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.',
  'account-restored.subject': 'Tu cuenta vuelve a ser tuya: elige una contraseña',
  'account-restored.text':
    'Nuestro servicio de atención te ha devuelto tu cuenta en {site}, con esta dirección. Se han cerrado todas sus sesiones, y la contraseña que tenía ya no sirve.',
  'account-restored.until':
    'Elige una nueva en un plazo de {minutes, plural, one {# minuto} other {# minutos}}; después, pide otro enlace donde inicias sesión.',
  'account-restored.action': 'Elegir una contraseña',
  'account-restored.look': 'Luego revisa tu cuenta: quien la tenía puede haber cambiado algo, como adónde se te paga.',
  'change-email.subject': 'Confirma tu nueva dirección de correo',
  'change-email.text': 'Alguien, muy probablemente tú, quiere usar esta dirección para una cuenta en {site}.',
  'change-email.until':
    'Confírmala en un plazo de {hours, plural, one {# hora} other {# horas}}, con la contraseña de la cuenta. Hasta entonces la cuenta conserva la dirección que tiene.',
  'change-email.action': 'Confirmar la dirección',
  'email-change-requested.subject': 'Se ha pedido otra dirección de correo',
  'email-change-requested.text':
    'Alguien, muy probablemente tú, ha pedido en {site} otra dirección de correo para tu cuenta. La cuenta conserva esta hasta que se confirme la otra.',
  'email-change-requested.otherwise':
    'Si no has sido tú, alguien conoce tu contraseña: restablécela ahora, con esta dirección. Así no cambia nada, y se cierran todas las sesiones.',
  'email-changed.subject': 'Tu cuenta tiene otra dirección de correo',
  'email-changed.text':
    'Tu cuenta en {site} tiene ahora otra dirección de correo, y está confirmada. Con ella inicias sesión, y allí van nuestros correos.',
  'email-changed.otherwise':
    'Si no has sido tú, escribe enseguida a nuestro servicio de atención desde esta dirección: con ella se encuentra tu cuenta. Donde aún tengas la sesión iniciada, cambia tu contraseña.',
  'account-given-back.subject': 'La cuenta ha sido devuelta',
  'account-given-back.text':
    'Nuestro servicio de atención ha devuelto la cuenta de {site} que tenía esta dirección a la persona a quien pertenece, con la dirección que tenía antes. Ya no se puede iniciar sesión en ella con esta dirección, y aquí no llegarán más correos sobre ella.',
  'account-closed.subject': 'Tu cuenta está cerrada',
  'account-closed.text':
    'Tu cuenta en {site} está cerrada, como se pidió con su contraseña, y lo que contenía sobre ti se ha borrado. Los datos de estancias y pagos se conservan sin tu nombre mientras la ley lo exija, igual que lo que escribiste a otras personas. Este es el último correo relacionado con ella.',
  'account-closed.otherwise':
    'Si no has sido tú, alguien conocía tu contraseña: cámbiala en cualquier otro sitio donde la uses y escribe a nuestro servicio de atención.',
  'leaving.action': 'Abrir {site}',

  'booking-requested.subject': '{guest} quiere alojarse en {listing}',
  'booking-requested.text':
    'Responde antes del {until}. Después la solicitud termina y las noches vuelven a estar libres.',
  'booking-requested.action': 'Responder a la solicitud',
  'booking-reminder.subject': '{guest} sigue esperando tu respuesta',
  'booking-expired.guest.subject': 'Tu solicitud para {listing} ha caducado',
  'booking-expired.guest.unanswered': 'Terminó antes de que {host} respondiera.',
  'booking-expired.guest.cut-short': 'Su pago ya no se podía cobrar, así que terminó antes de que {host} respondiera.',
  'booking-expired.guest.unpaid': '{host} la había aceptado, pero no se ha podido cobrar el pago.',
  'booking-expired.host.subject': 'La solicitud de {guest} ha caducado',
  'booking-expired.host.unanswered': 'Terminó antes de que respondieras: {listing}.',
  'booking-expired.host.cut-short':
    'El pago de {guest} ya no se podía cobrar, así que terminó antes de que tuvieras que responder: {listing}.',
  'booking-expired.host.unpaid': 'La habías aceptado, pero no se ha podido cobrar el pago de {guest}: {listing}.',
  'booking-expired.host.opens': 'Las noches se pueden volver a reservar.',
  'booking-accepted.subject': '{host} ha aceptado tu solicitud',
  'booking-accepted.text':
    'Ahora se cobra el importe reservado en tu tarjeta. En cuanto esté hecho, tu estancia en {listing} quedará confirmada y recibirás otro correo.',
  'booking-declined.subject': 'Tu solicitud para {listing} ha sido rechazada',
  'booking-declined.text': 'No se te ha cobrado nada: el importe reservado en tu tarjeta vuelve a estar disponible.',
  'charged-in-part':
    'De lo que estaba reservado en tu tarjeta se han cobrado {amount} por error, que vuelven al medio con el que pagaste. Los bancos pueden tardar hasta diez días. El resto vuelve a estar disponible.',
  'booking-declined.action': 'Buscar otro alojamiento',
  'booking-confirmed.guest.subject': 'Tu estancia en {listing} está confirmada',
  'booking-confirmed.guest.text': 'Está pagada, y {host} te espera.',
  'booking-confirmed.guest.rest':
    'La primera parte está pagada, y {host} te espera. El resto, {amount}, se cobrará en tu tarjeta guardada el {due}.',
  'booking-confirmed.host.subject': '{guest} ha reservado {listing}',
  'booking-confirmed.host.text': 'La estancia está pagada y confirmada, y sus noches están cerradas en tu calendario.',
  'booking-confirmed.host.rest':
    'La primera parte está pagada, la estancia está confirmada y sus noches están cerradas en tu calendario. El resto se cobrará el {due}; si no se paga, la estancia se cancelará a más tardar el {until}.',
  'booking.action': 'Ver la reserva',
  'booking-altered.guest.subject': 'Tu estancia en {listing} ha cambiado',
  'booking-altered.host.subject': 'La estancia de {guest} en {listing} ha cambiado',
  'booking-altered.text': 'Esto es lo acordado. Vale desde ahora.',
  'booking-cancelled.guest.subject': 'Tu estancia en {listing} se ha cancelado',
  'booking-cancelled.host.subject': 'La estancia de {guest} en {listing} se ha cancelado',
  'booking-cancelled.by-you': 'Has cancelado esta estancia.',
  'booking-cancelled.by-guest': '{guest} ha cancelado esta estancia.',
  'booking-cancelled.by-host': '{host} ha cancelado esta estancia. Lo sentimos.',
  'booking-cancelled.by-system': 'El resto del precio no se ha pagado a tiempo: esta estancia está cancelada.',
  'booking-cancelled.by-support': 'Nuestro servicio de atención ha cancelado esta estancia.',
  'booking-cancelled.refund':
    'El reembolso vuelve al medio con el que pagaste. Los bancos pueden tardar hasta diez días.',
  'booking-cancelled.refund-waits':
    'Tu banco aún tiene que decidir sobre un pago de esta estancia. Lo que no te devuelva el propio banco se reembolsa después.',
  'booking-cancelled.no-refund': 'Según las condiciones de cancelación no se reembolsa nada.',
  'booking-cancelled.nothing': 'Con esta cancelación no se reembolsa nada.',
  'booking-cancelled.no-show.guest':
    '{host} ha comunicado que no has venido. La estancia ha terminado como si la hubieras cancelado en ese momento.',
  'booking-cancelled.no-show.host':
    'Has comunicado que {guest} no ha venido. La estancia ha terminado como si {guest} la hubiera cancelado.',
  'booking-cancelled.keeps-closed': 'Sus noches siguen cerradas en tu calendario.',
  'booking-cancelled.opens': 'Sus noches se pueden volver a reservar.',
  'refunded.guest.subject': 'Nuestro servicio de atención te devuelve {amount}',
  'refunded.guest.price': 'Es una parte de lo que has pagado por tu estancia en {listing}.',
  'refunded.guest.deposit': 'Se había cobrado de tu fianza en {listing}.',
  'refunded.host.subject': 'Nuestro servicio de atención devuelve {amount} a {guest}',
  'refunded.host.price': 'Es una parte de lo que se pagó por la estancia en {listing}.',
  'refunded.host.deposit': 'Se había cobrado de la fianza en {listing}.',
  'refunded.host.taken': 'Tu parte no se paga; lo que ya se ha pagado se recupera, o se retiene de tus próximos pagos.',
  'alteration-proposed.guest.subject': '{host} propone cambiar tu estancia en {listing}',
  'alteration-proposed.host.subject': '{guest} propone cambiar la estancia en {listing}',
  'alteration-proposed.text': 'Así sería la estancia, en lugar de: {from} – {to}.',
  'alteration-proposed.until': 'Responde antes del {until}. Nada cambia si no aceptas.',
  'alteration-proposed.action': 'Responder a la propuesta',
  'alteration-answered.guest.subject': 'Tu estancia en {listing} sigue como estaba',
  'alteration-answered.guest.declined': '{host} ha rechazado el cambio que propusiste.',
  'alteration-answered.host.subject': 'La estancia de {guest} en {listing} sigue como estaba',
  'alteration-answered.host.declined': '{guest} ha rechazado el cambio que propusiste.',
  'alteration-answered.expired': 'El cambio que propusiste no se acordó a tiempo.',
  'alteration-answered.unpaid':
    'El cambio no se ha hecho: su pago no se completó a tiempo o una de sus noches ya estaba ocupada.',
  'alteration-answered.guest.lapsed':
    'El cambio que habías aceptado no se ha hecho: el pago no se completó a tiempo, la propuesta se retiró o una de sus noches ya estaba ocupada.',
  'alteration-answered.freed':
    'No se te ha cobrado nada por él: lo que estuviera reservado en tu tarjeta vuelve a estar disponible.',
  'alteration-failed.subject': 'No se ha podido cobrar la diferencia de {listing}',
  'alteration-failed.guest.text':
    'Tu estancia ha cambiado como acordaste con {host}, pero la diferencia de {amount} no se ha podido cobrar en tu tarjeta.',
  'alteration-failed.guest.advice':
    'Lo que se había retenido vuelve a estar disponible, y la estancia se mantiene con lo que has pagado.',
  'alteration-failed.charged':
    'De ella se han cobrado {amount} por error, que vuelven al medio con el que pagaste; los bancos pueden tardar hasta diez días. El resto de lo que se había retenido vuelve a estar disponible, y la estancia se mantiene con lo que habías pagado antes.',
  'alteration-failed.host.text':
    'La estancia de {guest} ha cambiado como acordasteis, pero la diferencia de {amount} no se ha podido cobrar en la tarjeta.',
  'alteration-failed.host.advice': 'La estancia se mantiene, y recibes tu parte de lo que se ha pagado.',
  'arriving.guest.subject': 'Tu estancia en {listing} está a punto de empezar',
  'arriving.guest.text': '{host} te espera el {day}, a partir de las {time}. ¡Buen viaje!',
  'arriving.host.subject': '{guest} está a punto de llegar',
  'arriving.host.text': 'La llegada a {listing} es el {day}, a partir de las {time}.',
  'review-open.guest.subject': '¿Qué tal {listing}?',
  'review-open.guest.text':
    'Cuéntaselo a los demás, y a {host}. Lo que escribas queda oculto hasta que {host} también te valore, o hasta el {until}; hasta entonces puedes cambiarlo.',
  'review-open.host.subject': '¿Qué tal {guest} como huésped?',
  'review-open.host.text':
    'Cuéntaselo a otros anfitriones, y a {guest}. Lo que escribas queda oculto hasta que {guest} también valore la estancia, o hasta el {until}; hasta entonces puedes cambiarlo.',
  'review-open.action': 'Escribir una valoración',
  'review-removed.subject': 'Tu valoración se ha retirado: {about}',
  'review-removed.text': 'Nuestro servicio de atención la ha retirado, y ya no cuenta en ninguna media.',
  'message.subject': '{name} te ha escrito: {listing}',
  'message.action': 'Responder',
  'message.text': 'Responde en nuestro sitio: nadie lee los correos enviados a esta dirección.',
  'payout.subject': '{amount} están en camino',
  'payout.text':
    'Es tu pago por la estancia de {guest} en {listing}. Stripe lo ha recibido y lo envía a tu cuenta bancaria.',
  'payout.action': 'Ver tus pagos',
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
  'deposit-claimed.text':
    'Se toma de lo que estaba retenido en tu tarjeta para tu estancia en {listing}; el resto vuelve a estar disponible.',
  'dispute-opened.subject': 'El pago de la estancia de {guest} está en disputa',
  'dispute-opened.text':
    '{guest} ha pedido a su banco que recupere {amount}, pagados por {listing}. Hasta que el banco decida, lo que puede tardar semanas, no se paga nada más por esta estancia.',
  'dispute-opened.inquiry':
    'El banco de {guest} pregunta por {amount} pagados por {listing}. No ha retirado nada, y cobras la estancia como estaba previsto; si retira el dinero, te avisaremos.',
  'dispute-opened.advice':
    'Nuestro servicio de atención responde al banco. Ten a mano lo que muestre que la estancia fue como se reservó.',
  'dispute-closed.won.subject': 'El pago de la estancia de {guest} se mantiene',
  'dispute-closed.won.text':
    'La disputa sobre {amount}, pagados por {listing}, está ganada. Tu parte se paga como estaba previsto.',
  'dispute-closed.lost.subject': 'El pago de la estancia de {guest} se ha devuelto',
  'dispute-closed.lost.text':
    'La disputa sobre {amount}, pagados por {listing}, está perdida, y {guest} se queda con el dinero.',
  'feed-stale.subject': 'No se puede leer el calendario de {channel}',
  'feed-stale.text':
    'Desde hace horas no se puede leer el calendario que {listing} toma de {channel}. Mientras tanto nadie reserva allí al instante: cada reserva es una solicitud a la que respondes, para que ninguna noche se venda dos veces.',
  'feed-stale.advice': 'Comprueba que su dirección sigue siendo correcta.',
  'feed-stale.action': 'Ver el calendario',
  'webhook-disabled.subject': 'Ya no se envían eventos a {address}',
  'webhook-disabled.gone':
    'El endpoint de webhooks de {address} ha respondido que ya no existe (410) y está desactivado.',
  'webhook-disabled.failing':
    'Durante tres días nada ha llegado al endpoint de webhooks de {address}, por lo que está desactivado.',
  'webhook-disabled.reset-subject': 'Tus endpoints de webhooks están desactivados',
  'webhook-disabled.password-reset':
    'La contraseña que tenía tu cuenta ya no sirve. Quien la conocía pudo hacer que se enviaran eventos a una dirección suya, por lo que todos tus endpoints de webhooks están desactivados.',
  'webhook-disabled.look': 'Comprueba la dirección de cada uno antes de volver a activarlo.',
  'webhook-disabled.advice':
    'No se pierde nada: lo que ocurra mientras tanto puede volver a enviarse durante treinta días, en cuanto un endpoint esté activado.',
  'webhook-disabled.action': 'Ir a tu cuenta',
  'calendar-conflict.subject': 'Puede que la estancia de {guest} esté vendida dos veces',
  'calendar-conflict.text':
    '{channel} indica que también ha vendido noches de esta estancia en {listing}. No se ha cancelado nada: comprueba pronto cuál de las dos reservas puede mantenerse y termina la otra.',

  'unsubscribe.title': 'Correos: {kind}',
  'unsubscribe.question': '¿No quieres recibir más correos de este tipo?',
  'unsubscribe.confirm': 'No recibir más',
  'unsubscribe.done': 'No recibirás más correos de este tipo. Puedes cambiarlo en tu cuenta en cualquier momento.',
  'kind.booking-requested': 'solicitudes de reserva',
  'kind.booking-reminder': 'solicitudes que esperan respuesta',
  'kind.booking-expired': 'solicitudes caducadas',
  'kind.booking-accepted': 'solicitudes aceptadas',
  'kind.booking-declined': 'solicitudes rechazadas',
  'kind.booking-confirmed': 'reservas confirmadas',
  'kind.booking-altered': 'reservas modificadas',
  'kind.booking-cancelled': 'reservas canceladas',
  'kind.refunded': 'reembolsos de nuestro servicio de atención',
  'kind.alteration-proposed': 'propuestas de cambio',
  'kind.alteration-answered': 'respuestas a tus propuestas',
  'kind.alteration-failed': 'cambios de una estancia que no se han podido pagar',
  'kind.arriving': 'estancias a punto de empezar',
  'kind.review-open': 'valoraciones por escribir',
  'kind.review-removed': 'valoraciones retiradas',
  'kind.message': 'mensajes de huéspedes y anfitriones',
  'kind.payout': 'pagos que recibes',
  'kind.payment-failed': 'pagos fallidos',
  'kind.rest-due': 'restos de precios que se cobrarán pronto',
  'kind.rest-failed': 'restos de precios que no se han podido cobrar',
  'kind.rest-unpaid': 'restos de precios sin pagar',
  'kind.deposit-failed': 'fianzas que no se han podido retener',
  'kind.deposit-missing': 'estancias sin fianza',
  'kind.deposit-unrenewed': 'fianzas que terminan antes',
  'kind.deposit-claimed': 'reclamaciones sobre tu fianza',
  'kind.dispute-opened': 'pagos en disputa',
  'kind.dispute-closed': 'disputas terminadas',
  'kind.feed-stale': 'calendarios que no se pueden leer',
  'kind.calendar-conflict': 'noches que pueden estar vendidas dos veces',
  'kind.webhook-disabled': 'endpoints de webhooks desactivados',
};
