import type { Stays } from '../en/stays.ts';

export const stays: Stays = {
  'booking-requested.subject': '{guest} quiere alojarse en {listing}',
  'booking-requested.text':
    'Responde antes del {until}. Después la solicitud termina y las noches vuelven a estar libres.',
  'booking-requested.tonight': 'Responde antes del {until}. La solicitud termina con el día de llegada.',
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
  'booking-accepted.subject': '{host} ha aceptado tu solicitud',
  'booking-accepted.text':
    'Ahora se cobra el importe reservado en tu tarjeta. En cuanto esté hecho, tu estancia en {listing} quedará confirmada y recibirás otro correo.',
  'booking-declined.subject': 'Tu solicitud para {listing} ha sido rechazada',
  'booking-declined.text': 'No se te ha cobrado nada: el importe reservado en tu tarjeta vuelve a estar disponible.',
  'charged-by-mistake':
    'De lo que estaba reservado en tu tarjeta se han cobrado {amount} por error, que vuelven al medio con el que pagaste. Los bancos pueden tardar hasta diez días.',
  'charged-by-mistake.rest': 'El resto vuelve a estar disponible.',
  'booking-declined.action': 'Buscar otro alojamiento',
  'booking-confirmed.guest.subject': 'Tu estancia en {listing} está confirmada',
  'booking-confirmed.guest.text': 'Está pagada, y {host} te espera.',
  'booking-confirmed.guest.first': 'La primera parte está pagada, y {host} te espera.',
  'booking-confirmed.guest.rest': 'El resto, {amount}, se cobrará en tu tarjeta guardada el {due}.',
  'booking-confirmed.host.subject': '{guest} ha reservado {listing}',
  'booking-confirmed.host.text': 'La estancia está pagada y confirmada, y sus noches están cerradas en tu calendario.',
  'booking-confirmed.host.rest':
    'La primera parte está pagada, la estancia está confirmada y sus noches están cerradas en tu calendario. El resto vence el {due}; si no se paga, la estancia se cancelará a más tardar el {until}.',
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
  'booking-cancelled.refund-waits-in-part':
    'Tu banco aún tiene que decidir sobre un pago de esta estancia. Hasta entonces {amount} del reembolso quedan en espera; lo que no te devuelva el propio banco se reembolsa después. El resto vuelve al medio con el que pagaste. Los bancos pueden tardar hasta diez días.',
  'booking-cancelled.no-refund': 'Según las condiciones de cancelación no se reembolsa nada.',
  'booking-cancelled.nothing': 'Con esta cancelación no se reembolsa nada.',
  'booking-cancelled.no-show.guest':
    '{host} ha comunicado que no has venido. La estancia ha terminado como si la hubieras cancelado en ese momento.',
  'booking-cancelled.no-show.host':
    'Has comunicado que {guest} no ha venido. La estancia ha terminado como si {guest} la hubiera cancelado.',
  'booking-cancelled.keeps-closed': 'Sus noches siguen cerradas en tu calendario.',
  'booking-cancelled.opens': 'Sus noches se pueden volver a reservar.',
  'booking-cancelled.opens-rest': 'Las noches que quedan por venir se pueden volver a reservar.',
  'alteration-proposed.guest.subject': '{host} propone cambiar tu estancia en {listing}',
  'alteration-proposed.host.subject': '{guest} propone cambiar la estancia en {listing}',
  'alteration-proposed.text': 'Así sería la estancia, en lugar de: {from} – {to}.',
  'alteration-proposed.until': 'Responde antes del {until}. Nada cambia si no aceptas.',
  'alteration-proposed.action': 'Responder a la propuesta',
  'alteration-answered.guest.subject': 'Tu estancia en {listing} sigue como estaba',
  'alteration-answered.guest.declined': '{host} ha rechazado el cambio que propusiste.',
  'alteration-answered.host.subject': 'La estancia de {guest} en {listing} sigue como estaba',
  'alteration-answered.host.declined': '{guest} ha rechazado el cambio que propusiste.',
  'alteration-answered.expired': 'Tu propuesta de cambiar la estancia terminó antes de ser aceptada.',
  'alteration-answered.unpaid':
    'El cambio no se ha hecho: su pago no se completó a tiempo o una de sus noches ya estaba ocupada.',
  'alteration-answered.guest.lapsed':
    'El cambio que habías aceptado no se ha hecho: el pago no se completó a tiempo, la propuesta se retiró o una de sus noches ya estaba ocupada.',
  'alteration-answered.host.cut-short':
    'El pago de {guest} por el cambio propuesto no llegó a término, así que la propuesta terminó antes de que tuvieras que responder.',
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
  'feed-stale.subject': 'No se puede leer el calendario de {channel}',
  'feed-stale.text':
    'Desde hace horas no se puede leer el calendario que {listing} toma de {channel}. Mientras tanto nadie reserva allí al instante: cada reserva es una solicitud a la que respondes, para que ninguna noche se venda dos veces.',
  'feed-stale.advice': 'Comprueba que su dirección sigue siendo correcta.',
  'feed-stale.action': 'Ver el calendario',
  'calendar-conflict.subject': 'Puede que la estancia de {guest} esté vendida dos veces',
  'calendar-conflict.text':
    '{channel} indica que también ha vendido noches de esta estancia en {listing}. No se ha cancelado nada: comprueba pronto cuál de las dos reservas puede mantenerse y termina la otra.',
};
