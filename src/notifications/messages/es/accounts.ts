import type { Accounts } from '../en/accounts.ts';

export const accounts: Accounts = {
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
    'Tu cuenta en {site} está cerrada, como se pidió con su contraseña, y lo que contenía sobre ti se ha borrado. Los datos de estancias y pagos se conservan mientras la ley lo exija, sin tu nombre salvo en los documentos que se emitieron con él, igual que lo que escribiste a otras personas. Este es el último correo relacionado con ella.',
  'account-closed.otherwise':
    'Si no has sido tú, alguien conocía tu contraseña: cámbiala en cualquier otro sitio donde la uses y escribe a nuestro servicio de atención.',
  'leaving.action': 'Abrir {site}',
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
};
