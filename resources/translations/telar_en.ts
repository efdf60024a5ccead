<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="es_CO">
<context>
    <name>AcknowledgeControl</name>
    <message>
        <source>Leído y entendido</source>
        <translation>Read and understood</translation>
    </message>
</context>
<context>
    <name>ActionEditor</name>
    <message>
        <source>Acción {n} de {total}</source>
        <translation>Action {n} of {total}</translation>
    </message>
    <message>
        <source>Acción anterior</source>
        <translation>Previous action</translation>
    </message>
    <message>
        <source>Acción siguiente</source>
        <translation>Next action</translation>
    </message>
    <message>
        <source>Esta acción viene de la ola {wave}. Diga en qué estado está y qué pasó con ella; después confírmela.</source>
        <translation>This action comes from the {wave} wave. Tell what state it is in and what became of it; then confirm it.</translation>
    </message>
    <message>
        <source>Confirmar esta acción</source>
        <translation>Confirm this action</translation>
    </message>
</context>
<context>
    <name>ActionsCard</name>
    <message>
        <source>Acciones</source>
        <translation>Actions</translation>
    </message>
    <message>
        <source>Orden de la tabla</source>
        <translation>Order of the table</translation>
    </message>
    <message>
        <source>El plan está vacío. Tome una de las actividades recomendadas con «Agregar al plan», o escriba una acción propia: después le pone responsable, fecha y presupuesto.</source>
        <translation>The plan is empty. Take one of the recommended activities with “Add to the plan”, or write an action of your own: then give it an owner, a date and a budget.</translation>
    </message>
    <message>
        <source>Acciones del plan</source>
        <translation>Actions of the plan</translation>
    </message>
    <message>
        <source>Agregar acción</source>
        <translation>Add an action</translation>
    </message>
    <message>
        <source>También con Ctrl+Insertar en la tabla</source>
        <translation>Also with Ctrl+Insert in the table</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>También con Suprimir en la tabla; se puede deshacer</source>
        <translation>Also with Delete in the table; it can be undone</translation>
    </message>
    <message>
        <source>Guardar en Excel (.xlsx)</source>
        <translation>Save for Excel (.xlsx)</translation>
    </message>
    <message>
        <source>Guardar en calendario (.ics)</source>
        <translation>Save for a calendar (.ics)</translation>
    </message>
    <message>
        <source>1 acción</source>
        <translation>1 action</translation>
    </message>
    <message>
        <source>{n} acciones</source>
        <translation>{n} actions</translation>
    </message>
    <message>
        <source>Como se agregaron</source>
        <translation>As they were added</translation>
    </message>
    <message>
        <source>Por {column}</source>
        <translation>By {column}</translation>
    </message>
</context>
<context>
    <name>AdmitDialog</name>
    <message>
        <source>Admitir un paquete tardío</source>
        <translation>Admit a late package</translation>
    </message>
    <message>
        <source>Admitir</source>
        <translation>Admit</translation>
    </message>
    <message>
        <source>Si lo admite, cuenta como los demás, y queda escrito quién lo decidió.</source>
        <translation>If you admit it, it counts like the others, and it stays on record who decided so.</translation>
    </message>
</context>
<context>
    <name>AnswersView</name>
    <message>
        <source>Respuestas</source>
        <translation>Answers</translation>
    </message>
    <message>
        <source>1 alerta</source>
        <translation>1 alert</translation>
    </message>
    <message>
        <source>{n} alertas</source>
        <translation>{n} alerts</translation>
    </message>
    <message>
        <source>Observaciones a la revisión {revision}</source>
        <translation>Observations on revision {revision}</translation>
    </message>
    <message>
        <source>Puntajes que no resultan de las respuestas</source>
        <translation>Scores that the answers do not give</translation>
    </message>
    <message>
        <source>Lo que dice el paquete</source>
        <translation>What the package states</translation>
    </message>
    <message>
        <source>Lo que calcula el formulario</source>
        <translation>What the form computes</translation>
    </message>
    <message>
        <source>Nivel</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>1 respuesta llama la atención</source>
        <translation>1 answer draws attention</translation>
    </message>
    <message>
        <source>{n} respuestas llaman la atención</source>
        <translation>{n} answers draw attention</translation>
    </message>
    <message>
        <source>Motivo: {reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>Sin motivo</source>
        <translation>No reason given</translation>
    </message>
    <message>
        <source>Aquí no se muestra 1 registro más.</source>
        <translation>1 more record is not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestran {n} registros más.</source>
        <translation>{n} more records are not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestra 1 pregunta más.</source>
        <translation>1 more question is not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestran {n} preguntas más.</source>
        <translation>{n} more questions are not shown here.</translation>
    </message>
    <message>
        <source>Sin respuesta</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>Comentario: {text}</source>
        <translation>Comment: {text}</translation>
    </message>
    <message>
        <source>Archivos: {names}</source>
        <translation>Files: {names}</translation>
    </message>
    <message>
        <source>Observación: {text}</source>
        <translation>Observation: {text}</translation>
    </message>
    <message>
        <source>Guardar…</source>
        <translation>Save…</translation>
    </message>
    <message>
        <source>Archivos de evidencia</source>
        <translation>Evidence files</translation>
    </message>
    <message>
        <source>Gestor</source>
        <translation>Manager</translation>
    </message>
    <message>
        <source>Palabras de su llave</source>
        <translation>Words of the key</translation>
    </message>
    <message>
        <source>Llegó</source>
        <translation>Arrived</translation>
    </message>
    <message>
        <source>Quién firmó</source>
        <translation>Who signed</translation>
    </message>
    <message>
        <source>Cambiar</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Observar</source>
        <translation>Observe</translation>
    </message>
</context>
<context>
    <name>ArrivalPanel</name>
    <message>
        <source>Se admitió aunque llegó tarde; lo decidió {by}.</source>
        <translation>It was admitted although it came late; {by} decided so.</translation>
    </message>
    <message>
        <source>Confirmar a quien firma…</source>
        <translation>Confirm the signer…</translation>
    </message>
    <message>
        <source>Admitir…</source>
        <translation>Admit…</translation>
    </message>
    <message>
        <source>leída del papel</source>
        <translation>read off paper</translation>
    </message>
    <message>
        <source>firma {manager}</source>
        <translation>signed by {manager}</translation>
    </message>
    <message>
        <source>ola {wave}, revisión {revision}</source>
        <translation>wave {wave}, revision {revision}</translation>
    </message>
    <message>
        <source>código {code}</source>
        <translation>code {code}</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Resultado</source>
        <translation>Outcome</translation>
    </message>
    <message>
        <source>Archivo</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Iniciativa</source>
        <translation>Initiative</translation>
    </message>
    <message>
        <source>Llegó</source>
        <translation>Arrived</translation>
    </message>
    <message>
        <source>Motivo</source>
        <translation>Reason</translation>
    </message>
</context>
<context>
    <name>BackupDialog</name>
    <message>
        <source>Copia de respaldo</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Buscando memorias USB…</source>
        <translation>Looking for USB sticks…</translation>
    </message>
    <message>
        <source>¿Dónde quiere guardar la copia?</source>
        <translation>Where do you want to save the backup?</translation>
    </message>
    <message>
        <source>La copia es un solo archivo con todas las iniciativas, respuestas, soportes y paquetes de este equipo. Guárdela en una memoria USB y llévela a otro lugar.</source>
        <translation>The backup is a single file with all the initiatives, responses, files and packages of this computer. Save it to a USB stick and take it to another place.</translation>
    </message>
    <message>
        <source>Guardar en {name} · {free} libres</source>
        <translation>Save to {name} · {free} free</translation>
    </message>
    <message>
        <source>No se ve ninguna memoria USB. Conecte una y pulse «Buscar otra vez», o elija una carpeta.</source>
        <translation>No USB stick is to be seen. Plug one in and press “Look again”, or choose a folder.</translation>
    </message>
    <message>
        <source>Buscar otra vez</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>Otra carpeta…</source>
        <translation>Another folder…</translation>
    </message>
    <message>
        <source>La copia está lista</source>
        <translation>The backup is ready</translation>
    </message>
    <message>
        <source>{name}, {size}, {when}</source>
        <translation>{name}, {size}, {when}</translation>
    </message>
    <message>
        <source>En {folder}</source>
        <translation>In {folder}</translation>
    </message>
    <message>
        <source>Telar la volvió a leer y está completa: iniciativas: {initiatives}, respuestas: {responses}.</source>
        <translation>Telar has read it back and it is complete: initiatives: {initiatives}, responses: {responses}.</translation>
    </message>
    <message>
        <source>Antes de sacar la memoria, expúlsela con seguridad.</source>
        <translation>Before you pull the stick out, eject it safely.</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
</context>
<context>
    <name>Backups</name>
    <message>
        <source>Carpeta para la copia de respaldo</source>
        <translation>Folder for the backup</translation>
    </message>
    <message>
        <source>Guardando la copia en {folder} y volviéndola a leer…</source>
        <translation>Saving the backup to {folder} and reading it back…</translation>
    </message>
    <message>
        <source>Buscando memorias USB…</source>
        <translation>Looking for USB sticks…</translation>
    </message>
    <message>
        <source>Copia de respaldo de Telar (*.telar)</source>
        <translation>Telar backup (*.telar)</translation>
    </message>
    <message>
        <source>Traer una copia de respaldo</source>
        <translation>Bring back a backup</translation>
    </message>
    <message>
        <source>{name}, hecha el {when}, {size}.
Iniciativas: {initiatives}. Respuestas: {responses}.

Esta copia toma el lugar de lo que hay ahora en este equipo. Lo de ahora no se borra: queda aparte, en la carpeta «backups» de los datos de Telar.</source>
        <translation>{name}, made on {when}, {size}.
Initiatives: {initiatives}. Responses: {responses}.

This backup takes the place of what is on this computer now. What is here now is not deleted: it is kept apart, in the folder “backups” of Telar&apos;s data.</translation>
    </message>
    <message>
        <source>Traer esta copia</source>
        <translation>Bring back this backup</translation>
    </message>
</context>
<context>
    <name>Beginning</name>
    <message>
        <source>Entidad receptora</source>
        <translation>Receiving entity</translation>
    </message>
    <message>
        <source>Con las llaves de la entidad, este equipo recibe los paquetes de las iniciativas. ¿Ya existen esas llaves?</source>
        <translation>With the entity&apos;s keys this computer receives the initiatives&apos; packages. Do those keys exist already?</translation>
    </message>
    <message>
        <source>Sí: elegir su carpeta</source>
        <translation>Yes: choose their folder</translation>
    </message>
    <message>
        <source>No: crear una entidad nueva</source>
        <translation>No: make a new entity</translation>
    </message>
    <message>
        <source>La carpeta con las llaves de la entidad</source>
        <translation>The folder with the entity&apos;s keys</translation>
    </message>
</context>
<context>
    <name>BooksDialog</name>
    <message>
        <source>Libros de la recepción</source>
        <translation>Reception&apos;s books</translation>
    </message>
    <message>
        <source>Dirección de la base de datos</source>
        <translation>Address of the database</translation>
    </message>
    <message>
        <source>Déjela vacía para usar el archivo que está junto a las llaves. Para que varias personas reciban a la vez, escriba la de una base PostgreSQL: postgresql://usuario:clave@equipo/base. La clave no se guarda en el disco. Lo que ya se recibió no pasa de una base a la otra.</source>
        <translation>Leave it empty to use the file beside the keys. For several people to receive at once, type that of a PostgreSQL database: postgresql://user:password@host/database. The password is not kept on disk. What was received already does not go from one database to the other.</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Usar esta base</source>
        <translation>Use this database</translation>
    </message>
</context>
<context>
    <name>CalendarButton</name>
    <message>
        <source>Elegir en un calendario</source>
        <translation>Choose on a calendar</translation>
    </message>
    <message>
        <source>Mes anterior</source>
        <translation>Previous month</translation>
    </message>
    <message>
        <source>Mes siguiente</source>
        <translation>Next month</translation>
    </message>
</context>
<context>
    <name>CardPage</name>
    <message>
        <source>‹ Volver a Inicio</source>
        <translation>‹ Back to Home</translation>
    </message>
    <message>
        <source>Guardar la ficha</source>
        <translation>Save the card</translation>
    </message>
    <message>
        <source>Nueva iniciativa</source>
        <translation>New initiative</translation>
    </message>
    <message>
        <source>Ficha de la iniciativa</source>
        <translation>Initiative&apos;s card</translation>
    </message>
</context>
<context>
    <name>CarriedBar</name>
    <message>
        <source>1 respuesta viene de la ola {wave}. Revísela; si nada ha cambiado, confírmela.</source>
        <translation>1 answer comes from wave {wave}. Check it; if nothing has changed, confirm it.</translation>
    </message>
    <message>
        <source>{n} respuestas vienen de la ola {wave}. Revíselas; si nada ha cambiado, confírmelas.</source>
        <translation>{n} answers come from wave {wave}. Check them; if nothing has changed, confirm them.</translation>
    </message>
    <message>
        <source>1 respuesta viene de la ola anterior. Revísela; si nada ha cambiado, confírmela.</source>
        <translation>1 answer comes from the previous wave. Check it; if nothing has changed, confirm it.</translation>
    </message>
    <message>
        <source>{n} respuestas vienen de la ola anterior. Revíselas; si nada ha cambiado, confírmelas.</source>
        <translation>{n} answers come from the previous wave. Check them; if nothing has changed, confirm them.</translation>
    </message>
    <message>
        <source>Sigue igual</source>
        <translation>Still the same</translation>
    </message>
</context>
<context>
    <name>ChartFold</name>
    <message>
        <source>Diagrama</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Ocultar el diagrama</source>
        <translation>Hide the chart</translation>
    </message>
    <message>
        <source>Mostrar el diagrama</source>
        <translation>Show the chart</translation>
    </message>
</context>
<context>
    <name>ChartView</name>
    <message>
        <source>Gráfico: {title}</source>
        <translation>Chart: {title}</translation>
    </message>
    <message>
        <source>Sus cifras están en la tabla que le sigue.</source>
        <translation>Its figures are in the table that follows it.</translation>
    </message>
</context>
<context>
    <name>ChecklistControl</name>
    <message>
        <source>Escriba para buscar</source>
        <translation>Type to search</translation>
    </message>
    <message>
        <source>Quitar todas</source>
        <translation>Remove all</translation>
    </message>
    <message>
        <source>1 elegida</source>
        <translation>1 chosen</translation>
    </message>
    <message>
        <source>{n} elegidas</source>
        <translation>{n} chosen</translation>
    </message>
    <message>
        <source>Ninguna elegida</source>
        <translation>None chosen</translation>
    </message>
    <message>
        <source>Respondido antes y ya no está en la lista: {names}</source>
        <translation>Answered earlier and no longer in the list: {names}</translation>
    </message>
    <message>
        <source>{n} opciones</source>
        <translation>{n} choices</translation>
    </message>
    <message>
        <source>Ninguna opción contiene lo escrito.</source>
        <translation>No choice contains what is typed.</translation>
    </message>
    <message>
        <source>1 opción</source>
        <translation>1 choice</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Confirmar a quien firma</source>
        <translation>Confirm the signer</translation>
    </message>
    <message>
        <source>Confirmar</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>Leyendo el paquete…</source>
        <translation>Reading the package…</translation>
    </message>
    <message>
        <source>¿Es de verdad {manager}?</source>
        <translation>Is it really {manager}?</translation>
    </message>
    <message>
        <source>Dice que firmó el {when}.</source>
        <translation>Claims to have signed on {when}.</translation>
    </message>
    <message>
        <source>No está en la lista de la ola {wave}. Compruebe primero el nombre: aunque confirme a quien firma, lo que envíe no cuenta mientras no esté en la lista.</source>
        <translation>It is not on the list of wave {wave}. Check the name first: even if you confirm who signs, what they send does not count until it is on the list.</translation>
    </message>
    <message>
        <source>Esta llave ya estaba confirmada para la iniciativa.</source>
        <translation>This key was confirmed for the initiative already.</translation>
    </message>
    <message>
        <source>Por esta iniciativa firma hoy {before}. Si confirma, esa llave deja de valer: pregunte por qué cambió.</source>
        <translation>{before} signs for this initiative today. If you confirm, that key no longer holds: ask why it changed.</translation>
    </message>
    <message>
        <source>Llame a la iniciativa, a un teléfono que ustedes ya conozcan, y pida que lean las palabras que Telar muestra en Enviar. Deben ser estas, una por una:</source>
        <translation>Call the initiative, at a number that you know already, and have them read the words that Telar shows under Send. They must be these, one by one:</translation>
    </message>
    <message>
        <source>Las palabras coinciden</source>
        <translation>The words agree</translation>
    </message>
</context>
<context>
    <name>DateControl</name>
    <message>
        <source>aaaa</source>
        <translation>yyyy</translation>
    </message>
    <message>
        <source>mm/aaaa</source>
        <translation>mm/yyyy</translation>
    </message>
    <message>
        <source>dd/mm/aaaa</source>
        <translation>dd/mm/yyyy</translation>
    </message>
    <message>
        <source>Se lee: {date}</source>
        <translation>Read as: {date}</translation>
    </message>
</context>
<context>
    <name>DecidingDialog</name>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Quién lo decide</source>
        <translation>Who decides it</translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message>
        <source>Quién revisa</source>
        <translation>Who reviews</translation>
    </message>
    <message>
        <source>Aceptar</source>
        <translation>Accept</translation>
    </message>
    <message>
        <source>Retirar la decisión</source>
        <translation>Take the decision back</translation>
    </message>
    <message>
        <source>Decidir de nuevo</source>
        <translation>Decide again</translation>
    </message>
    <message>
        <source>Devolver con observaciones</source>
        <translation>Return with observations</translation>
    </message>
    <message>
        <source>Escriba antes una observación junto a una pregunta.</source>
        <translation>Write an observation beside a question first.</translation>
    </message>
    <message>
        <source>Escriba quién revisa</source>
        <translation>Write who reviews</translation>
    </message>
    <message>
        <source>{by}, {when}</source>
        <translation>{by}, {when}</translation>
    </message>
</context>
<context>
    <name>DeskSource</name>
    <message>
        <source>Se quitó el registro {n} de {title}</source>
        <translation>Record {n} of {title} was removed</translation>
    </message>
    <message>
        <source>Se quitaron {n} registros de {title}</source>
        <translation>{n} records of {title} were removed</translation>
    </message>
    <message>
        <source>(con 1 respuesta).</source>
        <translation>(with 1 answer).</translation>
    </message>
    <message>
        <source>(con {n} respuestas).</source>
        <translation>(with {n} answers).</translation>
    </message>
    <message>
        <source>{title}, registro {n}</source>
        <translation>{title}, record {n}</translation>
    </message>
    <message>
        <source>Suma: {sum} de {target}; falta {rest}</source>
        <translation>Sum: {sum} of {target}; {rest} missing</translation>
    </message>
    <message>
        <source>Suma: {sum} de {target}; sobra {rest}</source>
        <translation>Sum: {sum} of {target}; {rest} too much</translation>
    </message>
    <message>
        <source>Suma: {sum} de {target}; faltan {rest}</source>
        <translation>Sum: {sum} of {target}; {rest} missing</translation>
    </message>
    <message>
        <source>Suma: {sum} de {target}; sobran {rest}</source>
        <translation>Sum: {sum} of {target}; {rest} too much</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>No se pudo completar</source>
        <translation>This could not be completed</translation>
    </message>
    <message>
        <source>Dónde: {place}</source>
        <translation>Where: {place}</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Buscar en:</source>
        <translation>Look in:</translation>
    </message>
    <message>
        <source>Nombre:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Tipo:</source>
        <translation>Type:</translation>
    </message>
</context>
<context>
    <name>ElsewhereControl</name>
    <message>
        <source>Esta pregunta necesita otro equipo, como un teléfono. Aquí se conserva la respuesta que ya tenga.</source>
        <translation>This question needs another device, such as a phone. Any answer it already has is kept here.</translation>
    </message>
</context>
<context>
    <name>EntityDesk</name>
    <message>
        <source>Escriba la contraseña de {key} ({file}).</source>
        <translation>Type the passphrase of {key} ({file}).</translation>
    </message>
    <message>
        <source>Esa contraseña no abre el archivo. Inténtelo otra vez.</source>
        <translation>That passphrase does not open the file. Try again.</translation>
    </message>
    <message>
        <source>Contraseña de la entidad</source>
        <translation>The entity&apos;s passphrase</translation>
    </message>
    <message>
        <source>Escriba la contraseña de la base de datos {address}.</source>
        <translation>Type the password of the database {address}.</translation>
    </message>
    <message>
        <source>Base de datos de la recepción</source>
        <translation>Reception&apos;s database</translation>
    </message>
</context>
<context>
    <name>EntityKeys</name>
    <message>
        <source>la raíz, que confirma a las demás llaves</source>
        <translation>the root, which confirms the other keys</translation>
    </message>
    <message>
        <source>la llave que confirma a quienes firman</source>
        <translation>the key that confirms signers</translation>
    </message>
    <message>
        <source>la llave que firma acuses y kits</source>
        <translation>the key that signs receipts and kits</translation>
    </message>
    <message>
        <source>la llave que abre los paquetes</source>
        <translation>the key that opens packages</translation>
    </message>
    <message>
        <source>la copia en custodia de la llave que abre</source>
        <translation>the escrow of the key that opens</translation>
    </message>
</context>
<context>
    <name>EntitySection</name>
    <message>
        <source>Abriendo la entidad…</source>
        <translation>Opening the entity…</translation>
    </message>
    <message>
        <source>Las palabras de la entidad</source>
        <translation>The entity&apos;s words</translation>
    </message>
    <message>
        <source>Dígalas por teléfono a quien traiga su primer kit: así sabe que el kit es de ustedes.</source>
        <translation>Say them over the telephone to whoever brings in their first kit: so they know that the kit is yours.</translation>
    </message>
    <message>
        <source>Huella de la raíz: {fingerprint}</source>
        <translation>The root&apos;s fingerprint: {fingerprint}</translation>
    </message>
    <message>
        <source>Olas</source>
        <translation>Waves</translation>
    </message>
    <message>
        <source>Todavía no se ha abierto ninguna ola desde estos libros.</source>
        <translation>No wave has been opened from these books yet.</translation>
    </message>
    <message>
        <source>Abrir una ola…</source>
        <translation>Open a wave…</translation>
    </message>
    <message>
        <source>Ola {wave}: sin kit; iniciativas en la lista: {count}.</source>
        <translation>Wave {wave}: no kit; initiatives on the list: {count}.</translation>
    </message>
    <message>
        <source>Ola {wave} ({state}): del {opens} al {closes}, kit {number}; iniciativas en la lista: {count}.</source>
        <translation>Wave {wave} ({state}): from {opens} to {closes}, kit {number}; initiatives on the list: {count}.</translation>
    </message>
    <message>
        <source>abierta</source>
        <translation>open</translation>
    </message>
    <message>
        <source>por abrir</source>
        <translation>not open yet</translation>
    </message>
    <message>
        <source>cerrada</source>
        <translation>closed</translation>
    </message>
    <message>
        <source>Llaves</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>en la carpeta</source>
        <translation>in the folder</translation>
    </message>
    <message>
        <source>guardada aparte</source>
        <translation>kept elsewhere</translation>
    </message>
    <message>
        <source>Lleve a una memoria USB, y guarde bajo llave: {keys}. Aquí solo hacen falta para renovar o reemplazar.</source>
        <translation>Move to a USB stick, and lock away: {keys}. Here they are only needed to renew or replace.</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
    <message>
        <source>Olvidar las contraseñas</source>
        <translation>Forget the passphrases</translation>
    </message>
    <message>
        <source>Las llaves se cierran; cada contraseña se vuelve a pedir cuando haga falta</source>
        <translation>The keys are locked; each passphrase is asked for again when it is needed</translation>
    </message>
    <message>
        <source>no vence</source>
        <translation>does not expire</translation>
    </message>
    <message>
        <source>vence el {date}</source>
        <translation>expires on {date}</translation>
    </message>
    <message>
        <source>{said}: ya pasó</source>
        <translation>{said}: that is over</translation>
    </message>
    <message>
        <source>Listas de firmas revocadas</source>
        <translation>Lists of revoked signatures</translation>
    </message>
    <message>
        <source>Van dentro de cada acuse y de cada kit; con una lista vencida no se firma ninguno.</source>
        <translation>They go into each receipt and each kit; with an expired list none is signed.</translation>
    </message>
    <message>
        <source>La de quienes firman vale hasta el {date}</source>
        <translation>That of signers holds until {date}</translation>
    </message>
    <message>
        <source>La de la raíz vale hasta el {date}</source>
        <translation>The root&apos;s holds until {date}</translation>
    </message>
    <message>
        <source>Renovar la de quienes firman</source>
        <translation>Renew that of signers</translation>
    </message>
    <message>
        <source>Renovar la de la raíz…</source>
        <translation>Renew the root&apos;s…</translation>
    </message>
    <message>
        <source>¿Dónde está la raíz? Traiga la memoria USB</source>
        <translation>Where is the root? Fetch the USB stick</translation>
    </message>
    <message>
        <source>Libros de la recepción</source>
        <translation>Reception&apos;s books</translation>
    </message>
    <message>
        <source>Están en un archivo, junto a las llaves.</source>
        <translation>They are in a file beside the keys.</translation>
    </message>
    <message>
        <source>Están en {address}. La contraseña se pide al abrirlos y no se guarda.</source>
        <translation>They are at {address}. The password is asked for when they are opened, and not kept.</translation>
    </message>
    <message>
        <source>Usar otra base de datos…</source>
        <translation>Use another database…</translation>
    </message>
    <message>
        <source>Esta ya no es la entidad…</source>
        <translation>This is no longer the entity…</translation>
    </message>
    <message>
        <source>Telar deja de mostrar Recepción en este equipo. Las llaves y lo recibido quedan donde están, y se pueden volver a elegir en Ajustes.</source>
        <translation>Telar no longer shows Reception on this computer. The keys and what was received stay where they are, and can be chosen again in Settings.</translation>
    </message>
    <message>
        <source>¿Quitar Recepción de este equipo?</source>
        <translation>Remove Reception from this computer?</translation>
    </message>
    <message>
        <source>Quitar Recepción</source>
        <translation>Remove Reception</translation>
    </message>
    <message>
        <source>La entidad no se pudo abrir</source>
        <translation>The entity could not be opened</translation>
    </message>
    <message>
        <source>Intentar de nuevo</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>Errands</name>
    <message>
        <source>Preparando el ejemplo…</source>
        <translation>Preparing the example…</translation>
    </message>
    <message>
        <source>Preparando las preguntas…</source>
        <translation>Preparing the questions…</translation>
    </message>
    <message>
        <source>Quitar de la lista</source>
        <translation>Take off the list</translation>
    </message>
    <message>
        <source>«{name}» deja de aparecer en Inicio. Sus respuestas y sus paquetes no se borran: puede volver a mostrarla con «Iniciativas quitadas de la lista».</source>
        <translation>“{name}” no longer appears on Home. Its responses and packages are not deleted: you can show it again with “Initiatives taken off the list”.</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Take off</translation>
    </message>
    <message>
        <source>Iniciativas quitadas de la lista</source>
        <translation>Initiatives taken off the list</translation>
    </message>
    <message>
        <source>No hay iniciativas quitadas de la lista.</source>
        <translation>No initiatives have been taken off the list.</translation>
    </message>
    <message>
        <source>¿Cuál quiere volver a mostrar en Inicio?</source>
        <translation>Which one do you want to show on Home again?</translation>
    </message>
    <message>
        <source>Formularios (*.xlsx *.md *.csv *.xml)</source>
        <translation>Forms (*.xlsx *.md *.csv *.xml)</translation>
    </message>
    <message>
        <source>Revisar un formulario</source>
        <translation>Check a form</translation>
    </message>
    <message>
        <source>Imprimir un formulario en blanco</source>
        <translation>Print a blank form</translation>
    </message>
    <message>
        <source>¿Cuál quiere imprimir?</source>
        <translation>Which one do you want to print?</translation>
    </message>
    <message>
        <source>formulario-en-blanco.pdf</source>
        <translation>blank-form.pdf</translation>
    </message>
</context>
<context>
    <name>FigureCard</name>
    <message>
        <source>Guardar imagen…</source>
        <translation>Save image…</translation>
    </message>
    <message>
        <source>Guardar la imagen de {title}</source>
        <translation>Save the image of {title}</translation>
    </message>
</context>
<context>
    <name>FileControl</name>
    <message>
        <source>Abrir</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Ningún archivo</source>
        <translation>No file</translation>
    </message>
    <message>
        <source>Elija un archivo o arrástrelo aquí.</source>
        <translation>Choose a file or drag it here.</translation>
    </message>
    <message>
        <source>No está en este computador.</source>
        <translation>It is not on this computer.</translation>
    </message>
    <message>
        <source>Cambiar archivo…</source>
        <translation>Change file…</translation>
    </message>
    <message>
        <source>Elegir archivo…</source>
        <translation>Choose file…</translation>
    </message>
</context>
<context>
    <name>FileDrops</name>
    <message>
        <source>«{name}» no es un formulario, un paquete, una referencia ni una copia de respaldo de Telar. Un soporte se suelta sobre la pregunta a la que pertenece.</source>
        <translation>“{name}” is not a form, a package, a reference or a backup of Telar&apos;s. A supporting file is dropped on the question that it belongs to.</translation>
    </message>
    <message>
        <source>Este archivo no es de Telar</source>
        <translation>This file is not Telar&apos;s</translation>
    </message>
</context>
<context>
    <name>FileLine</name>
    <message>
        <source>No está en este computador.</source>
        <translation>It is not on this computer.</translation>
    </message>
    <message>
        <source>Abrir</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Abrir {name}</source>
        <translation>Open {name}</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Quitar {name}</source>
        <translation>Remove {name}</translation>
    </message>
</context>
<context>
    <name>FilePattern</name>
    <message>
        <source>Documento PDF (*.pdf)</source>
        <translation>PDF document (*.pdf)</translation>
    </message>
    <message>
        <source>Imagen PNG (*.png)</source>
        <translation>PNG image (*.png)</translation>
    </message>
    <message>
        <source>Imagen SVG (*.svg)</source>
        <translation>SVG image (*.svg)</translation>
    </message>
    <message>
        <source>Libro de Excel (*.xlsx)</source>
        <translation>Excel workbook (*.xlsx)</translation>
    </message>
    <message>
        <source>Lista de Excel o CSV (*.xlsx *.csv)</source>
        <translation>Excel or CSV list (*.xlsx *.csv)</translation>
    </message>
    <message>
        <source>Calendario (*.ics)</source>
        <translation>Calendar (*.ics)</translation>
    </message>
    <message>
        <source>Paquete de Telar (*.asice *.asice.age)</source>
        <translation>Telar package (*.asice *.asice.age)</translation>
    </message>
    <message>
        <source>Todos los archivos (*)</source>
        <translation>All files (*)</translation>
    </message>
</context>
<context>
    <name>FileShelf</name>
    <message>
        <source>Archivos que se pueden adjuntar</source>
        <translation>Files that can be attached</translation>
    </message>
    <message>
        <source>Elegir un archivo</source>
        <translation>Choose a file</translation>
    </message>
    <message>
        <source>Guardando {name}…</source>
        <translation>Saving {name}…</translation>
    </message>
    <message>
        <source>Los registros cambiaron mientras se guardaba «{name}». Elíjalo otra vez en su registro.</source>
        <translation>The records changed while “{name}” was being saved. Choose it again in its record.</translation>
    </message>
    <message>
        <source>El archivo no quedó en ninguna respuesta</source>
        <translation>The file is not in any answer</translation>
    </message>
    <message>
        <source>Ningún programa de este equipo muestra «{name}».</source>
        <translation>No program on this computer shows “{name}”.</translation>
    </message>
    <message>
        <source>No se pudo abrir</source>
        <translation>Could not be opened</translation>
    </message>
</context>
<context>
    <name>FilterBox</name>
    <message>
        <source>Escriba para buscar</source>
        <translation>Type to search</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Buscar una pregunta</source>
        <translation>Find a question</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>No hay preguntas con esas palabras.</source>
        <translation>No question has those words.</translation>
    </message>
</context>
<context>
    <name>FindingsModel</name>
    <message>
        <source>Gravedad</source>
        <translation>Severity</translation>
    </message>
    <message>
        <source>Código</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Dónde</source>
        <translation>Where</translation>
    </message>
    <message>
        <source>Qué pasa</source>
        <translation>What is the matter</translation>
    </message>
    <message>
        <source>Qué hacer</source>
        <translation>What to do</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Aviso</source>
        <translation>Warning</translation>
    </message>
</context>
<context>
    <name>FindingsTable</name>
    <message>
        <source>Hallazgos</source>
        <translation>Findings</translation>
    </message>
    <message>
        <source>Aviso</source>
        <translation>Warning</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
</context>
<context>
    <name>FormCheckPage</name>
    <message>
        <source>Revisar un formulario</source>
        <translation>Check a form</translation>
    </message>
    <message>
        <source>Copiar todo</source>
        <translation>Copy all</translation>
    </message>
    <message>
        <source>Guardar como texto…</source>
        <translation>Save as text…</translation>
    </message>
    <message>
        <source>Detener</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Trabajo en curso</source>
        <translation>Work in progress</translation>
    </message>
    <message>
        <source>El archivo se guardó de nuevo después de esta revisión: vuelva a revisarlo (F5).</source>
        <translation>The file was saved again after this check: check it again (F5).</translation>
    </message>
    <message>
        <source>Probar el formulario</source>
        <translation>Try the form</translation>
    </message>
    <message>
        <source>Volver a revisar</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>El mismo archivo, como está ahora en el disco (F5)</source>
        <translation>The same file, as it is on the disk now (F5)</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>El formulario no se puede probar hasta que se corrijan los errores.</source>
        <translation>The form cannot be tried until the errors are corrected.</translation>
    </message>
    <message>
        <source>Se muestran {shown} de {total}; «Copiar todo» y «Guardar como texto…» los llevan todos.</source>
        <translation>{shown} of {total} are shown; &quot;Copy all&quot; and &quot;Save as text…&quot; take them all.</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>La revisión se detuvo.</source>
        <translation>The check was stopped.</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 error</translation>
    </message>
    <message>
        <source>{count} errores</source>
        <translation>{count} errors</translation>
    </message>
    <message>
        <source>1 aviso</source>
        <translation>1 warning</translation>
    </message>
    <message>
        <source>{count} avisos</source>
        <translation>{count} warnings</translation>
    </message>
    <message>
        <source> y </source>
        <translation> and </translation>
    </message>
    <message>
        <source>Sin problemas</source>
        <translation>No problems</translation>
    </message>
    <message>
        <source>{name}-revision.txt</source>
        <translation>{name}-check.txt</translation>
    </message>
    <message>
        <source>Texto (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>Guardar como texto</source>
        <translation>Save as text</translation>
    </message>
</context>
<context>
    <name>FormScreens</name>
    <message>
        <source>Revisando {name}…</source>
        <translation>Checking {name}…</translation>
    </message>
    <message>
        <source>Abriendo {name}…</source>
        <translation>Opening {name}…</translation>
    </message>
</context>
<context>
    <name>HandOver</name>
    <message>
        <source>El paquete está listo</source>
        <translation>The package is ready</translation>
    </message>
    <message>
        <source>Código de referencia</source>
        <translation>Reference code</translation>
    </message>
    <message>
        <source>{size}, firmado y cifrado: solo {entity} puede abrirlo.</source>
        <translation>{size}, signed and encrypted: only {entity} can open it.</translation>
    </message>
    <message>
        <source>{size}, firmado y sin cifrar: quien tenga el archivo puede leerlo.</source>
        <translation>{size}, signed and not encrypted: whoever has the file can read it.</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
    <message>
        <source>Copiar el código</source>
        <translation>Copy the code</translation>
    </message>
    <message>
        <source>Copiar el texto para el correo</source>
        <translation>Copy the text for the e-mail</translation>
    </message>
    <message>
        <source>Comprobar este paquete</source>
        <translation>Check this package</translation>
    </message>
    <message>
        <source>Qué hacer ahora</source>
        <translation>What to do now</translation>
    </message>
    <message>
        <source>1. Envíe el archivo por correo o por WhatsApp como documento, o entréguelo en una memoria USB.</source>
        <translation>1. Send the file by e-mail or by WhatsApp as a document, or hand it over on a USB stick.</translation>
    </message>
    <message>
        <source>2. Anote el código de referencia: con él se reconoce el paquete.</source>
        <translation>2. Note the reference code: the package is known by it.</translation>
    </message>
    <message>
        <source>3. Cuando le manden el acuse, arrástrelo sobre esta ventana: dice si se aceptó o se devolvió.</source>
        <translation>3. When you are sent the receipt, drop it on this window: it says whether it was accepted or returned.</translation>
    </message>
    <message>
        <source>4. Si cambia una respuesta, exporte otra vez: el paquete nuevo reemplaza a este.</source>
        <translation>4. If you change an answer, export again: the new package replaces this one.</translation>
    </message>
    <message>
        <source>El código quedó copiado.</source>
        <translation>The code has been copied.</translation>
    </message>
    <message>
        <source>El texto quedó copiado: péguelo en el correo y adjunte el archivo.</source>
        <translation>The text has been copied: paste it into the e-mail and attach the file.</translation>
    </message>
    <message>
        <source>Respuestas de la iniciativa «{initiative}»: {instrument}, ola {wave}, revisión {revision}.</source>
        <translation>Answers of the initiative “{initiative}”: {instrument}, wave {wave}, revision {revision}.</translation>
    </message>
    <message>
        <source>Código de referencia: {code}</source>
        <translation>Reference code: {code}</translation>
    </message>
    <message>
        <source>Archivo adjunto: {file} ({size})</source>
        <translation>Attached file: {file} ({size})</translation>
    </message>
    <message>
        <source>SHA-256, primeros 16 caracteres: {digits}</source>
        <translation>SHA-256, first 16 characters: {digits}</translation>
    </message>
    <message>
        <source>El archivo va firmado y cifrado: solo {entity} puede abrirlo, con Telar.</source>
        <translation>The file is signed and encrypted: only {entity} can open it, with Telar.</translation>
    </message>
    <message>
        <source>El archivo va firmado y sin cifrar: reenvíelo solo a quien deba leerlo.</source>
        <translation>The file is signed and not encrypted: forward it only to those who should read it.</translation>
    </message>
    <message>
        <source>Por favor respondan con el acuse de Telar (el archivo o el texto corto) y díganme si el código de referencia coincide. Si algo falta, devuélvanlo con sus observaciones.</source>
        <translation>Please answer with Telar&apos;s receipt (the file or the short text) and tell me whether the reference code is the same. If anything is missing, return it with your observations.</translation>
    </message>
    <message>
        <source>Para copiarlo a una memoria USB, conéctela y búsquela.</source>
        <translation>To copy it to a USB stick, plug the stick in and look for it.</translation>
    </message>
    <message>
        <source>Copiar a {name}</source>
        <translation>Copy to {name}</translation>
    </message>
    <message>
        <source>Buscar memorias USB</source>
        <translation>Look for USB sticks</translation>
    </message>
    <message>
        <source>Copiando a {name}…</source>
        <translation>Copying to {name}…</translation>
    </message>
    <message>
        <source>Copiado a {name} como {file}. Telar leyó la copia y es igual. Antes de sacar la memoria, expúlsela con seguridad.</source>
        <translation>Copied to {name} as {file}. Telar read the copy back and it is the same. Before you take the stick out, eject it safely.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Ayuda de Telar</source>
        <translation>Telar help</translation>
    </message>
    <message>
        <source>Buscar en la ayuda</source>
        <translation>Search the help</translation>
    </message>
    <message>
        <source>Temas</source>
        <translation>Topics</translation>
    </message>
    <message>
        <source>Ningún tema lo nombra.</source>
        <translation>No topic mentions it.</translation>
    </message>
    <message>
        <source>Texto del tema</source>
        <translation>Text of the topic</translation>
    </message>
</context>
<context>
    <name>HomeFoot</name>
    <message>
        <source>Guardar y recuperar</source>
        <translation>Save and recover</translation>
    </message>
    <message>
        <source>Copia de respaldo…</source>
        <translation>Backup…</translation>
    </message>
    <message>
        <source>Traer una copia de respaldo…</source>
        <translation>Bring back a backup…</translation>
    </message>
    <message>
        <source>Respuestas archivadas y borradas</source>
        <translation>Archived and deleted responses</translation>
    </message>
    <message>
        <source>Iniciativas quitadas de la lista</source>
        <translation>Initiatives taken off the list</translation>
    </message>
    <message>
        <source>Lo que llega, y otras herramientas</source>
        <translation>What comes in, and other tools</translation>
    </message>
    <message>
        <source>Traer un acuse o un kit de ola…</source>
        <translation>Bring in a receipt or a wave kit…</translation>
    </message>
    <message>
        <source>Pegar un acuse corto…</source>
        <translation>Paste a short receipt…</translation>
    </message>
    <message>
        <source>Comprobar un paquete recibido o entregado</source>
        <translation>Check a package received or handed over</translation>
    </message>
    <message>
        <source>Imprimir un formulario en blanco</source>
        <translation>Print a blank form</translation>
    </message>
    <message>
        <source>Traer una referencia para comparar…</source>
        <translation>Bring in a reference to compare with…</translation>
    </message>
    <message>
        <source>Revisar un formulario…</source>
        <translation>Check a form…</translation>
    </message>
    <message>
        <source>! Todavía no hay una copia de respaldo de sus respuestas.</source>
        <translation>! There is no backup of your answers yet.</translation>
    </message>
    <message>
        <source>! La última copia de respaldo es de hace {days} días.</source>
        <translation>! The last backup is {days} days old.</translation>
    </message>
    <message>
        <source>Última copia de respaldo: {when}.</source>
        <translation>Last backup: {when}.</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Bienvenido a Telar</source>
        <translation>Welcome to Telar</translation>
    </message>
    <message>
        <source>Con Telar usted evalúa su iniciativa clúster, ve el diagrama de araña mientras responde, imprime el informe y entrega a Confecámaras un solo archivo firmado. Funciona sin conexión a internet.</source>
        <translation>With Telar you assess your cluster initiative, see the spider chart while you answer, print the report and hand Confecámaras a single signed file. It works without an internet connection.</translation>
    </message>
    <message>
        <source>Tenga a la mano</source>
        <translation>Have at hand</translation>
    </message>
    <message>
        <source>Los datos de la iniciativa: año de creación, municipio, entidad que la gestiona y contacto.</source>
        <translation>The initiative&apos;s data: year of creation, municipality, managing entity and contact.</translation>
    </message>
    <message>
        <source>Deshacer</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Dos instrumentos</source>
        <translation>Two instruments</translation>
    </message>
    <message>
        <source>SSME: la medición completa, con las cifras del año y el plan de mejora. Toma de 1 a 2 horas, y puede hacerse en varios días.</source>
        <translation>SSME: the complete measurement, with the figures of the year and the improvement plan. It takes 1 to 2 hours, and can be done over several days.</translation>
    </message>
    <message>
        <source>Autodiagnóstico: 13 prácticas para una primera mirada. Toma entre 20 y 40 minutos.</source>
        <translation>Self-diagnosis: 13 practices for a first look. It takes between 20 and 40 minutes.</translation>
    </message>
    <message>
        <source>Cada respuesta se guarda al darla: puede parar cuando quiera y seguir otro día donde iba.</source>
        <translation>Every answer is saved as you give it: you can stop whenever you like and go on another day where you were.</translation>
    </message>
    <message>
        <source>La estrategia y el plan de acción, si los hay, y las reglas con que se deciden las cosas.</source>
        <translation>The strategy and the action plan, if there are any, and the rules by which things are decided.</translation>
    </message>
    <message>
        <source>Para el SSME: el listado de empresas y cuáles participan, con sus ventas y empleos del año.</source>
        <translation>For the SSME: the list of firms and which take part, with their sales and jobs of the year.</translation>
    </message>
    <message>
        <source>Para el SSME: las fuentes de financiación, los proyectos con su valor y los convenios.</source>
        <translation>For the SSME: the sources of funding, the projects with their value, and the agreements.</translation>
    </message>
    <message>
        <source>Nueva iniciativa</source>
        <translation>New initiative</translation>
    </message>
    <message>
        <source>Abrir un ejemplo</source>
        <translation>Open an example</translation>
    </message>
    <message>
        <source>Sus iniciativas</source>
        <translation>Your initiatives</translation>
    </message>
    <message>
        <source>Buscar por nombre o municipio</source>
        <translation>Search by name or municipality</translation>
    </message>
    <message>
        <source>Buscar una iniciativa</source>
        <translation>Search for an initiative</translation>
    </message>
    <message>
        <source>Ninguna iniciativa coincide.</source>
        <translation>No initiative matches.</translation>
    </message>
</context>
<context>
    <name>Incoming</name>
    <message>
        <source>Acuse o kit de ola de Telar (*.asice)</source>
        <translation>Telar receipt or wave kit (*.asice)</translation>
    </message>
    <message>
        <source>Traer un acuse o un kit de ola</source>
        <translation>Bring in a receipt or a wave kit</translation>
    </message>
    <message>
        <source>«{name}» es un paquete cifrado: solo puede abrirlo la entidad a la que va dirigido. Sus respuestas siguen en Inicio; entregue este archivo tal como está.</source>
        <translation>“{name}” is an encrypted package: only the entity it is meant for can open it. Your answers are still on Home; hand this file over as it is.</translation>
    </message>
    <message>
        <source>Un paquete cifrado</source>
        <translation>An encrypted package</translation>
    </message>
    <message>
        <source>Se trajo el kit número {number} de la ola {wave}.</source>
        <translation>Kit number {number} of wave {wave} was brought in.</translation>
    </message>
</context>
<context>
    <name>InitiativeButton</name>
    <message>
        <source>Abre un menú con las otras respuestas abiertas.</source>
        <translation>Opens a menu with the other open responses.</translation>
    </message>
    <message>
        <source>Otras respuestas abiertas</source>
        <translation>Other open responses</translation>
    </message>
    <message>
        <source>No hay otras respuestas abiertas</source>
        <translation>There are no other open responses</translation>
    </message>
    <message>
        <source>Ver todas en Inicio</source>
        <translation>See all on Home</translation>
    </message>
</context>
<context>
    <name>InitiativeCard</name>
    <message>
        <source>Editar ficha</source>
        <translation>Edit card</translation>
    </message>
    <message>
        <source>Editar la ficha de {name}</source>
        <translation>Edit the card of {name}</translation>
    </message>
    <message>
        <source>Nuevo diagnóstico</source>
        <translation>New diagnosis</translation>
    </message>
    <message>
        <source>Nuevo diagnóstico de {name}</source>
        <translation>New diagnosis of {name}</translation>
    </message>
    <message>
        <source>Quitar de la lista</source>
        <translation>Take off the list</translation>
    </message>
    <message>
        <source>Quitar de la lista {name}</source>
        <translation>Take {name} off the list</translation>
    </message>
    <message>
        <source>Todavía no hay respuestas.</source>
        <translation>There are no responses yet.</translation>
    </message>
</context>
<context>
    <name>IntakeSection</name>
    <message>
        <source>Entrada</source>
        <translation>Inbox</translation>
    </message>
    <message>
        <source>Carpeta:</source>
        <translation>Folder:</translation>
    </message>
    <message>
        <source>Recibir</source>
        <translation>Receive</translation>
    </message>
    <message>
        <source>Elegir carpeta…</source>
        <translation>Choose folder…</translation>
    </message>
    <message>
        <source>Vigilar la carpeta</source>
        <translation>Watch the folder</translation>
    </message>
    <message>
        <source>Lo que se deje en la carpeta entra solo, cuando termina de copiarse</source>
        <translation>What is left in the folder comes in by itself, once it is completely copied</translation>
    </message>
    <message>
        <source>Archivos recibidos</source>
        <translation>Files received</translation>
    </message>
    <message>
        <source>Detener</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Archivos que llegaron</source>
        <translation>Files that arrived</translation>
    </message>
    <message>
        <source>{outcomes}: {count}</source>
        <translation>{outcomes}: {count}</translation>
    </message>
    <message>
        <source>Arrastre aquí los paquetes o la carpeta donde están, o elíjala arriba y pulse Recibir.</source>
        <translation>Drop the packages here, or the folder where they are, or choose it above and press Receive.</translation>
    </message>
    <message>
        <source>No hay ninguna.</source>
        <translation>There are none.</translation>
    </message>
    <message>
        <source>ninguna todavía</source>
        <translation>none yet</translation>
    </message>
    <message>
        <source>La carpeta donde llegan los paquetes</source>
        <translation>The folder where packages arrive</translation>
    </message>
    <message>
        <source>Mirando qué hay…</source>
        <translation>Looking what is there…</translation>
    </message>
    <message>
        <source>{done} de {total} archivos</source>
        <translation>{done} of {total} files</translation>
    </message>
    <message>
        <source>Deteniendo…</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <source>Se miraron {count} archivos</source>
        <translation>{count} files were looked at</translation>
    </message>
    <message>
        <source>nuevos: {count}</source>
        <translation>new: {count}</translation>
    </message>
    <message>
        <source>ya estaban: {count}</source>
        <translation>there already: {count}</translation>
    </message>
    <message>
        <source>salieron de cuarentena o cambiaron de motivo: {count}</source>
        <translation>left quarantine or have another reason: {count}</translation>
    </message>
    <message>
        <source>se detuvo antes de terminar; «Recibir» sigue desde ahí</source>
        <translation>it was stopped before the end; “Receive” goes on from there</translation>
    </message>
    <message>
        <source>La carpeta vigilada no se puede leer: {cause}</source>
        <translation>The watched folder cannot be read: {cause}</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Se duplicó «{title}». La copia es un borrador y está en la misma iniciativa.</source>
        <translation>“{title}” was duplicated. The copy is a draft and stands with the same initiative.</translation>
    </message>
    <message>
        <source>Se quitó la copia.</source>
        <translation>The copy was taken away.</translation>
    </message>
    <message>
        <source>Se archivó «{title}».</source>
        <translation>“{title}” was archived.</translation>
    </message>
    <message>
        <source>«{title}» está otra vez en Inicio.</source>
        <translation>“{title}” is on Home again.</translation>
    </message>
    <message>
        <source>Borrar</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>«{title}» sale de Inicio. Puede deshacerlo enseguida, o recuperarla durante {days} días con «Respuestas archivadas y borradas».</source>
        <translation>“{title}” leaves Home. You can undo this at once, or bring it back for {days} days with “Archived and deleted responses”.</translation>
    </message>
    <message>
        <source>Se borró «{title}».</source>
        <translation>“{title}” was deleted.</translation>
    </message>
    <message>
        <source>{why}

Si la archiva, deja de verse en Inicio y se conserva con sus paquetes.</source>
        <translation>{why}

If you archive it, Home shows it no more and it is kept with its packages.</translation>
    </message>
    <message>
        <source>No se puede borrar</source>
        <translation>It cannot be deleted</translation>
    </message>
    <message>
        <source>Archivar</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>Respuestas archivadas y borradas</source>
        <translation>Archived and deleted responses</translation>
    </message>
    <message>
        <source>No hay respuestas archivadas ni borradas.</source>
        <translation>There are no archived or deleted responses.</translation>
    </message>
    <message>
        <source>¿Cuál quiere volver a ver en Inicio?</source>
        <translation>Which one do you want to see on Home again?</translation>
    </message>
    <message>
        <source>{what} (archivada el {date})</source>
        <translation>{what} (archived on {date})</translation>
    </message>
    <message>
        <source>{what} (borrada el {date}; queda 1 día)</source>
        <translation>{what} (deleted on {date}; 1 day left)</translation>
    </message>
    <message>
        <source>{what} (borrada el {date}; quedan {left} días)</source>
        <translation>{what} (deleted on {date}; {left} days left)</translation>
    </message>
</context>
<context>
    <name>KeyChange</name>
    <message>
        <source>Empezar de nuevo con otra llave</source>
        <translation>Start anew with another key</translation>
    </message>
    <message>
        <source>Sus respuestas no se tocan, y lo que ya entregó sigue siendo válido.

La llave de ahora se conserva aparte. La entidad tendrá que confirmar la nueva: usted le leerá otras palabras por teléfono.</source>
        <translation>Your answers are not touched, and what you have handed over stays valid.

The present key is kept aside. The entity will have to confirm the new one: you will read them other words over the phone.</translation>
    </message>
    <message>
        <source>Crear otra llave</source>
        <translation>Make another key</translation>
    </message>
    <message>
        <source>Certificado con su llave (*.p12 *.pfx)</source>
        <translation>Certificate with its key (*.p12 *.pfx)</translation>
    </message>
    <message>
        <source>Usar el certificado de la cámara</source>
        <translation>Use the chamber&apos;s certificate</translation>
    </message>
    <message>
        <source>Escriba la contraseña del archivo {name}.

La llave de ahora se conserva aparte y sus respuestas no se tocan. La entidad tendrá que confirmar este certificado.</source>
        <translation>Type the password of the file {name}.

The present key is kept aside and your answers are not touched. The entity will have to confirm this certificate.</translation>
    </message>
    <message>
        <source>Contraseña del certificado</source>
        <translation>Certificate&apos;s password</translation>
    </message>
</context>
<context>
    <name>KeyErrand</name>
    <message>
        <source>Escriba la contraseña con que protegió la llave de firma.</source>
        <translation>Type the passphrase with which you protected the signing key.</translation>
    </message>
    <message>
        <source>Contraseña de la firma</source>
        <translation>Signing passphrase</translation>
    </message>
    <message>
        <source>Este equipo no tiene un almacén donde guardar la llave de firma.
Invente una contraseña de 8 letras o más y anótela: se la pediremos cada vez que exporte.</source>
        <translation>This computer has no store in which to keep the signing key.
Make up a passphrase of 8 letters or more and write it down: you will be asked for it each time you export.</translation>
    </message>
    <message>
        <source>Escriba la misma contraseña otra vez.</source>
        <translation>Type the same passphrase again.</translation>
    </message>
    <message>
        <source>Las dos contraseñas no son iguales. Inténtelo de nuevo.</source>
        <translation>The two passphrases are not the same. Try again.</translation>
    </message>
</context>
<context>
    <name>KeyPanel</name>
    <message>
        <source>Su llave de firma</source>
        <translation>Your signing key</translation>
    </message>
    <message>
        <source>Más sobre la llave</source>
        <translation>More about the key</translation>
    </message>
    <message>
        <source>Copiar la huella</source>
        <translation>Copy the fingerprint</translation>
    </message>
    <message>
        <source>Empezar de nuevo con otra llave…</source>
        <translation>Start anew with another key…</translation>
    </message>
    <message>
        <source>Usar el certificado de la cámara…</source>
        <translation>Use the chamber&apos;s certificate…</translation>
    </message>
    <message>
        <source>El certificado de firma digital de la cámara viene en un archivo .p12 o .pfx. Es opcional.</source>
        <translation>The chamber&apos;s certificate for digital signatures comes in a .p12 or .pfx file. It is optional.</translation>
    </message>
    <message>
        <source>A nombre de {name}</source>
        <translation>In the name of {name}</translation>
    </message>
    <message>
        <source>Palabras de la huella: {words}</source>
        <translation>Words of the fingerprint: {words}</translation>
    </message>
    <message>
        <source>Huella: {digits}</source>
        <translation>Fingerprint: {digits}</translation>
    </message>
    <message>
        <source>Es un certificado que emitió {issuer}.</source>
        <translation>It is a certificate issued by {issuer}.</translation>
    </message>
    <message>
        <source>Este equipo todavía no tiene llave: se crea sola la primera vez que firme y exporte.</source>
        <translation>This computer has no key yet: one is made by itself the first time you sign and export.</translation>
    </message>
    <message>
        <source>Sin confirmar. Puede enviar desde ya; cuando le llame la entidad, léale estas palabras:</source>
        <translation>Not confirmed. You can send right away; when the entity calls you, read them these words:</translation>
    </message>
    <message>
        <source>Confirmada por {by} hasta el {date}.</source>
        <translation>Confirmed by {by} until {date}.</translation>
    </message>
    <message>
        <source>! Confirmada por {by}, y vence el {date}. El próximo paquete que exporte pide la renovación.</source>
        <translation>! Confirmed by {by}, and ends on {date}. The next package that you export asks for its renewal.</translation>
    </message>
    <message>
        <source>! Venció el {date}. El próximo paquete que exporte pide que la confirmen otra vez.</source>
        <translation>! It ended on {date}. The next package that you export asks for it to be confirmed again.</translation>
    </message>
    <message>
        <source>! La entidad la revocó. Llámela para saber por qué; si otra persona pudo usarla, empiece de nuevo con otra llave.</source>
        <translation>! The entity revoked it. Call them to learn why; if somebody else may have used it, start anew with another key.</translation>
    </message>
</context>
<context>
    <name>KitDialog</name>
    <message>
        <source>Kit de ola</source>
        <translation>Wave kit</translation>
    </message>
    <message>
        <source>Traer el kit</source>
        <translation>Bring in the kit</translation>
    </message>
    <message>
        <source>Kit de la ola {wave}</source>
        <translation>Kit of wave {wave}</translation>
    </message>
    <message>
        <source>Este kit ya está en este equipo: no hay nada que traer.</source>
        <translation>This kit is on this computer already: there is nothing to bring in.</translation>
    </message>
    <message>
        <source>Primero confirme que las palabras coinciden</source>
        <translation>First confirm that the words agree</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Kit número {number}, preparado el {date}</source>
        <translation>Kit number {number}, made on {date}</translation>
    </message>
    <message>
        <source>Kit número {number}, preparado el {date}. Toma el lugar del número {current}.</source>
        <translation>Kit number {number}, made on {date}. It takes the place of number {current}.</translation>
    </message>
    <message>
        <source>La ola abre el {opens} y cierra el {closes}.</source>
        <translation>The wave opens on {opens} and closes on {closes}.</translation>
    </message>
    <message>
        <source>Mensaje de {entity}</source>
        <translation>Message from {entity}</translation>
    </message>
    <message>
        <source>Qué trae</source>
        <translation>What it brings</translation>
    </message>
    <message>
        <source>Promedios para comparar: {count}</source>
        <translation>Means to compare with: {count}</translation>
    </message>
    <message>
        <source>Iniciativas en la lista: {count}</source>
        <translation>Initiatives on the list: {count}</translation>
    </message>
    <message>
        <source>Con este kit los paquetes van cifrados: solo {entity} puede abrirlos.</source>
        <translation>With this kit packages go encrypted: only {entity} can open them.</translation>
    </message>
    <message>
        <source>«{name}» está en la lista</source>
        <translation>“{name}” is on the list</translation>
    </message>
    <message>
        <source>«{name}» no está en la lista</source>
        <translation>“{name}” is not on the list</translation>
    </message>
    <message>
        <source>Si la que falta está con otro nombre, Enviar deja elegirlo. Si no está, escriba a {entity}: sin eso dejaría el paquete aparte.</source>
        <translation>If the missing one is there under another name, Send lets you choose it. If it is not, write to {entity}: otherwise they would set the package aside.</translation>
    </message>
    <message>
        <source>{title}, versión {version} (ya está en este equipo)</source>
        <translation>{title}, version {version} (on this computer already)</translation>
    </message>
    <message>
        <source>{title}, versión {version} (nuevo)</source>
        <translation>{title}, version {version} (new)</translation>
    </message>
    <message>
        <source>Borradores de una versión anterior</source>
        <translation>Drafts of an earlier version</translation>
    </message>
    <message>
        <source>Pasar estos borradores al formulario nuevo</source>
        <translation>Move these drafts to the new form</translation>
    </message>
    <message>
        <source>El borrador de ahora no cambia: queda archivado y puede leerlo con «Respuestas archivadas y borradas», en Inicio.</source>
        <translation>The draft as it is now does not change: it is archived, and you can read it with “Archived and deleted responses” on Home.</translation>
    </message>
    <message>
        <source>{initiative}: {form}, de la versión {before} a la {after}</source>
        <translation>{initiative}: {form}, from version {before} to {after}</translation>
    </message>
    <message>
        <source>Se conservan tal cual: {count}</source>
        <translation>Kept as they are: {count}</translation>
    </message>
    <message>
        <source>Cambian de lugar: {count}</source>
        <translation>Change place: {count}</translation>
    </message>
    <message>
        <source>Ya no se preguntan: {count}</source>
        <translation>No longer asked: {count}</translation>
    </message>
    <message>
        <source>Y {n} más.</source>
        <translation>And {n} more.</translation>
    </message>
    <message>
        <source>¿Es de verdad de {entity}?</source>
        <translation>Is it really from {entity}?</translation>
    </message>
    <message>
        <source>Es lo primero que este equipo recibe de {entity}. Llame a la entidad, a un teléfono que usted ya conozca, y lean las palabras, una por una:</source>
        <translation>It is the first thing that this computer receives from {entity}. Call the entity, at a number that you know already, and read out the words, one by one:</translation>
    </message>
    <message>
        <source>Las palabras coinciden</source>
        <translation>The words agree</translation>
    </message>
    <message>
        <source>Trayendo el kit…</source>
        <translation>Bringing in the kit…</translation>
    </message>
    <message>
        <source>El kit quedó en este equipo</source>
        <translation>The kit is on this computer now</translation>
    </message>
    <message>
        <source>Los borradores de antes están en «Respuestas archivadas y borradas», en Inicio.</source>
        <translation>The earlier drafts are under “Archived and deleted responses” on Home.</translation>
    </message>
    <message>
        <source>La ola {wave} cierra el {closes}.</source>
        <translation>Wave {wave} closes on {closes}.</translation>
    </message>
    <message>
        <source>Este equipo confía desde ahora en {entity}.</source>
        <translation>This computer trusts {entity} from now on.</translation>
    </message>
    <message>
        <source>Los paquetes van cifrados: solo {entity} puede abrirlos.</source>
        <translation>Packages go encrypted: only {entity} can open them.</translation>
    </message>
    <message>
        <source>Formulario nuevo: {title}, versión {version}.</source>
        <translation>New form: {title}, version {version}.</translation>
    </message>
    <message>
        <source>Borradores que pasaron al formulario nuevo: {count}</source>
        <translation>Drafts moved to the new form: {count}</translation>
    </message>
</context>
<context>
    <name>LanguageBox</name>
    <message>
        <source>Idioma del formulario</source>
        <translation>Language of the form</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Ficha sin guardar</source>
        <translation>Card not saved</translation>
    </message>
    <message>
        <source>Lo que escribió en la ficha no se ha guardado.</source>
        <translation>What you wrote on the card has not been saved.</translation>
    </message>
    <message>
        <source>Salir sin guardar</source>
        <translation>Leave without saving</translation>
    </message>
    <message>
        <source>Respuestas sin guardar</source>
        <translation>Answers not saved</translation>
    </message>
    <message>
        <source>El disco no aceptó respuestas ({count}). Si cierra ahora, se pierden.</source>
        <translation>The disk did not take some answers ({count}). If you close now, they are lost.</translation>
    </message>
    <message>
        <source>Cerrar sin guardarlas</source>
        <translation>Close without saving them</translation>
    </message>
</context>
<context>
    <name>ListDialog</name>
    <message>
        <source>Escriba para buscar</source>
        <translation>Type to search</translation>
    </message>
    <message>
        <source>Buscar en la lista</source>
        <translation>Search the list</translation>
    </message>
    <message>
        <source>Nada en la lista contiene lo escrito.</source>
        <translation>Nothing on the list contains what you typed.</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Guardar la lista</source>
        <translation>Keep the list</translation>
    </message>
    <message>
        <source>Lista de la ola {wave}</source>
        <translation>List of wave {wave}</translation>
    </message>
    <message>
        <source>Hay {count} fallas por corregir en el archivo. Mientras las haya, nada cambia.</source>
        <translation>There are {count} faults to correct in the file. Until then nothing changes.</translation>
    </message>
    <message>
        <source>Columnas que no se usan: {columns}</source>
        <translation>Columns that are not used: {columns}</translation>
    </message>
    <message>
        <source>Nuevas: {new} · Cambian: {changed} · Salen: {gone} · Siguen igual: {same}</source>
        <translation>New: {new} · Changing: {changed} · Leaving: {gone} · As they were: {same}</translation>
    </message>
    <message>
        <source>La lista dice lo mismo que lo registrado.</source>
        <translation>The list says what is registered already.</translation>
    </message>
    <message>
        <source>{name} (ya envió; lo suyo se conserva)</source>
        <translation>{name} (has sent already; what came is kept)</translation>
    </message>
    <message>
        <source>Salen de la lista: {names}</source>
        <translation>Leaving the list: {names}</translation>
    </message>
    <message>
        <source>Cambian: {names}</source>
        <translation>Changing: {names}</translation>
    </message>
    <message>
        <source>Nuevas: {names}</source>
        <translation>New: {names}</translation>
    </message>
    <message>
        <source>{names} y {count} más</source>
        <translation>{names} and {count} more</translation>
    </message>
</context>
<context>
    <name>LongListControl</name>
    <message>
        <source>Escriba para buscar</source>
        <translation>Type to search</translation>
    </message>
    <message>
        <source>Respondido antes y ya no está en la lista.</source>
        <translation>Answered earlier and no longer in the list.</translation>
    </message>
    <message>
        <source>Elija una opción de la lista: lo escrito no es ninguna, o son varias.</source>
        <translation>Choose an option from the list: what you typed is none of them, or several.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Ya está guardado: cada respuesta se guarda al darla.</source>
        <translation>It is saved already: each answer is saved as you give it.</translation>
    </message>
</context>
<context>
    <name>MomentControl</name>
    <message>
        <source>dd/mm/aaaa</source>
        <translation>dd/mm/yyyy</translation>
    </message>
    <message>
        <source>hh:mm</source>
        <translation>hh:mm</translation>
    </message>
    <message>
        <source>{question}: fecha</source>
        <translation>{question}: date</translation>
    </message>
    <message>
        <source>{question}: hora</source>
        <translation>{question}: time</translation>
    </message>
    <message>
        <source>Se lee: {moment}</source>
        <translation>Read as: {moment}</translation>
    </message>
</context>
<context>
    <name>Moments</name>
    <message>
        <source>hoy a las {time}</source>
        <translation>today at {time}</translation>
    </message>
    <message>
        <source>ayer a las {time}</source>
        <translation>yesterday at {time}</translation>
    </message>
    <message>
        <source>el {date}</source>
        <translation>on {date}</translation>
    </message>
</context>
<context>
    <name>NewEntityDialog</name>
    <message>
        <source>Entidad nueva</source>
        <translation>New entity</translation>
    </message>
    <message>
        <source>Crear las llaves de una entidad</source>
        <translation>Make an entity&apos;s keys</translation>
    </message>
    <message>
        <source>Hágalo una sola vez, en el equipo que recibirá, y con quien guardará las contraseñas.</source>
        <translation>Do it once only, on the computer that is to receive, and with whoever will keep the passphrases.</translation>
    </message>
    <message>
        <source>Nombre de la entidad</source>
        <translation>The entity&apos;s name</translation>
    </message>
    <message>
        <source>Carpeta nueva para las llaves</source>
        <translation>New folder for the keys</translation>
    </message>
    <message>
        <source>entidad-telar</source>
        <translation>telar-entity</translation>
    </message>
    <message>
        <source>Elegir…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>Contraseñas</source>
        <translation>Passphrases</translation>
    </message>
    <message>
        <source>Cinco llaves, una contraseña para cada una: seis palabras al azar sirven; mínimo 8 letras. Anótelas en sobres aparte. Sin ellas no se abre lo que se reciba, y nadie puede recuperarlas.</source>
        <translation>Five keys, a passphrase for each: six random words will do; at least 8 letters. Write them down, each in an envelope of its own. Without them what is received does not open, and nobody can recover them.</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Crear las llaves</source>
        <translation>Make the keys</translation>
    </message>
    <message>
        <source>Para {key}</source>
        <translation>For {key}</translation>
    </message>
    <message>
        <source>La misma otra vez</source>
        <translation>The same again</translation>
    </message>
    <message>
        <source>Otra vez, para {key}</source>
        <translation>Again, for {key}</translation>
    </message>
    <message>
        <source>Una carpeta vacía para las llaves</source>
        <translation>An empty folder for the keys</translation>
    </message>
    <message>
        <source>Falta algo</source>
        <translation>Something is missing</translation>
    </message>
    <message>
        <source>Creando las llaves…</source>
        <translation>Making the keys…</translation>
    </message>
    <message>
        <source>Escriba el nombre de la entidad.</source>
        <translation>Type the entity&apos;s name.</translation>
    </message>
    <message>
        <source>Elija la carpeta de las llaves.</source>
        <translation>Choose the folder for the keys.</translation>
    </message>
    <message>
        <source>La contraseña para {key} es muy corta (mínimo {minimum} letras).</source>
        <translation>The passphrase for {key} is too short (at least {minimum} letters).</translation>
    </message>
    <message>
        <source>Las dos contraseñas para {key} no son iguales.</source>
        <translation>The two passphrases for {key} are not the same.</translation>
    </message>
    <message>
        <source>Las llaves quedaron creadas</source>
        <translation>The keys were made</translation>
    </message>
    <message>
        <source>Ahora, antes de recibir nada:</source>
        <translation>Now, before anything is received:</translation>
    </message>
    <message>
        <source>Lleve «root.key.age» y «escrow.identity.age» a una memoria USB y guárdela bajo llave.</source>
        <translation>Move “root.key.age” and “escrow.identity.age” to a USB stick and lock it away.</translation>
    </message>
    <message>
        <source>Haga una copia de seguridad de la carpeta: si se pierde, los paquetes no se abren.</source>
        <translation>Make a backup of the folder: if it is lost, the packages cannot be opened.</translation>
    </message>
    <message>
        <source>Abra la primera ola: su kit lleva las llaves públicas a las iniciativas.</source>
        <translation>Open the first wave: its kit takes the public keys to the initiatives.</translation>
    </message>
    <message>
        <source>Ir a Recepción</source>
        <translation>Go to Reception</translation>
    </message>
</context>
<context>
    <name>NewResponseDialog</name>
    <message>
        <source>Nuevo diagnóstico</source>
        <translation>New diagnosis</translation>
    </message>
    <message>
        <source>¿Qué instrumento va a responder?</source>
        <translation>Which instrument are you going to answer?</translation>
    </message>
    <message>
        <source>¿A qué año se refieren las respuestas?</source>
        <translation>Which year do the answers refer to?</translation>
    </message>
    <message>
        <source>Año al que se refieren las respuestas</source>
        <translation>Year that the answers refer to</translation>
    </message>
    <message>
        <source>¿Cómo quiere empezar?</source>
        <translation>How do you want to begin?</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Comenzar</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>Ya hay una respuesta de {year}, con {answered} de {total} respondidas. Para seguir con ella, cancele y ábrala en Inicio. Si comienza otra, quedan las dos.</source>
        <translation>There is a response for {year} already, with {answered} of {total} answered. To go on with it, cancel and open it on Home. If you begin another, both stay.</translation>
    </message>
    <message>
        <source>Partir de lo respondido en {wave}</source>
        <translation>Begin from what was answered in {wave}</translation>
    </message>
    <message>
        <source>Lo que quizás siga igual ya aparece respondido, y usted lo confirma sección por sección. Las cifras del año se preguntan otra vez, con las de {wave} al lado.</source>
        <translation>What may still hold appears already answered, and you confirm it section by section. The figures of the year are asked again, with those of {wave} beside them.</translation>
    </message>
    <message>
        <source>Empezar en blanco y comparar con {wave}</source>
        <translation>Begin blank and compare with {wave}</translation>
    </message>
    <message>
        <source>Todo se pregunta de nuevo. El resultado muestra qué cambió desde {wave}.</source>
        <translation>Everything is asked anew. The result shows what has changed since {wave}.</translation>
    </message>
</context>
<context>
    <name>NotesFold</name>
    <message>
        <source>Comentario</source>
        <translation>Comment</translation>
    </message>
    <message>
        <source>Comentar</source>
        <translation>Comment</translation>
    </message>
    <message>
        <source>1 archivo</source>
        <translation>1 file</translation>
    </message>
    <message>
        <source>{n} archivos</source>
        <translation>{n} files</translation>
    </message>
    <message>
        <source>Adjuntar</source>
        <translation>Attach</translation>
    </message>
    <message>
        <source>Comentario: {question}</source>
        <translation>Comment: {question}</translation>
    </message>
    <message>
        <source>Todos los archivos: {size} de 16 MB para WhatsApp (20 MB por correo)</source>
        <translation>All files: {size} of 16 MB for WhatsApp (20 MB by e-mail)</translation>
    </message>
    <message>
        <source>Todos los archivos: {size}; no caben en WhatsApp (16 MB) ni en un correo (20 MB)</source>
        <translation>All files: {size}; too large for WhatsApp (16 MB) and for an e-mail (20 MB)</translation>
    </message>
    <message>
        <source>Todos los archivos: {size}; no caben en WhatsApp (16 MB), sí en un correo (20 MB)</source>
        <translation>All files: {size}; too large for WhatsApp (16 MB), not for an e-mail (20 MB)</translation>
    </message>
    <message>
        <source>Adjuntar archivo…</source>
        <translation>Attach a file…</translation>
    </message>
    <message>
        <source>También puede arrastrar el archivo a la pregunta</source>
        <translation>You can also drag the file onto the question</translation>
    </message>
</context>
<context>
    <name>NumberControl</name>
    <message>
        <source>Se lee: {number}</source>
        <translation>Read as: {number}</translation>
    </message>
    <message>
        <source>¿Qué número quiso escribir?</source>
        <translation>Which number did you mean?</translation>
    </message>
    <message>
        <source>{number} (sin decimales)</source>
        <translation>{number} (no decimals)</translation>
    </message>
    <message>
        <source>{number} (con decimales)</source>
        <translation>{number} (with decimals)</translation>
    </message>
</context>
<context>
    <name>Observations</name>
    <message>
        <source>Qué debe corregir o explicar la iniciativa</source>
        <translation>What the initiative is to correct or explain</translation>
    </message>
    <message>
        <source>Listo</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Volver a la pregunta (Esc)</source>
        <translation>Back to the question (Esc)</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Un acuse lleva {n} observaciones a lo sumo.</source>
        <translation>A receipt carries {n} observations at most.</translation>
    </message>
    <message>
        <source>Observación sobre {question}</source>
        <translation>Observation on {question}</translation>
    </message>
    <message>
        <source>Sobran {n} caracteres: no irán en el acuse.</source>
        <translation>{n} characters too many: they will not go into the receipt.</translation>
    </message>
    <message>
        <source>Observaciones</source>
        <translation>Observations</translation>
    </message>
    <message>
        <source>Pulse «Observar» junto a una pregunta para escribir qué debe corregirse.</source>
        <translation>Press “Observe” beside a question to write what is to be corrected.</translation>
    </message>
    <message>
        <source>No hay observaciones.</source>
        <translation>There are no observations.</translation>
    </message>
</context>
<context>
    <name>ObservedRow</name>
    <message>
        <source>{entity} pregunta:</source>
        <translation>{entity} asks:</translation>
    </message>
    <message>
        <source>La entidad</source>
        <translation>The entity</translation>
    </message>
    <message>
        <source>{entity} pregunta por «{part}»:</source>
        <translation>{entity} asks about “{part}”:</translation>
    </message>
    <message>
        <source>Ya lo atendí</source>
        <translation>I have attended to it</translation>
    </message>
    <message>
        <source>Ya lo atendí: {question}</source>
        <translation>I have attended to it: {question}</translation>
    </message>
</context>
<context>
    <name>OfferRow</name>
    <message>
        <source>Agregar al plan</source>
        <translation>Add to the plan</translation>
    </message>
    <message>
        <source>Agregar al plan: {activity}</source>
        <translation>Add to the plan: {activity}</translation>
    </message>
    <message>
        <source>✓ En el plan</source>
        <translation>✓ In the plan</translation>
    </message>
</context>
<context>
    <name>OfferedRecords</name>
    <message>
        <source>{instrument}, ola {wave}</source>
        <translation>{instrument}, wave {wave}</translation>
    </message>
    <message>
        <source>Lo que encontraron otros instrumentos</source>
        <translation>What other instruments found</translation>
    </message>
    <message>
        <source>Agregue las oportunidades que va a atender; cada una será un registro que puede cambiar.</source>
        <translation>Add the opportunities that you are going to attend to; each will be a record that you can change.</translation>
    </message>
    <message>
        <source>Cuando haya respondido otros instrumentos, aquí se ofrecen sus oportunidades de mejora.</source>
        <translation>When you have answered other instruments, their opportunities for improvement are offered here.</translation>
    </message>
    <message>
        <source>Ver menos</source>
        <translation>See less</translation>
    </message>
    <message>
        <source>Ver las {n} oportunidades</source>
        <translation>See the {n} opportunities</translation>
    </message>
</context>
<context>
    <name>OfferedRow</name>
    <message>
        <source>{score} de {max}</source>
        <translation>{score} of {max}</translation>
    </message>
    <message>
        <source>Agregar</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>Agregar: {title}</source>
        <translation>Add: {title}</translation>
    </message>
    <message>
        <source>✓ Agregada</source>
        <translation>✓ Added</translation>
    </message>
</context>
<context>
    <name>Outcomes</name>
    <message>
        <source>Recibida</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Reemplazada</source>
        <translation>Replaced</translation>
    </message>
    <message>
        <source>Duplicada</source>
        <translation>Duplicate</translation>
    </message>
    <message>
        <source>En cuarentena</source>
        <translation>In quarantine</translation>
    </message>
    <message>
        <source>Rechazada</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>Todas</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Recibidas</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Reemplazadas</source>
        <translation>Replaced</translation>
    </message>
    <message>
        <source>Duplicadas</source>
        <translation>Duplicates</translation>
    </message>
    <message>
        <source>Rechazadas</source>
        <translation>Refused</translation>
    </message>
</context>
<context>
    <name>PackageContents</name>
    <message>
        <source>Qué va en el paquete</source>
        <translation>What goes into the package</translation>
    </message>
    <message>
        <source>WhatsApp</source>
        <translation>WhatsApp</translation>
    </message>
    <message>
        <source>Correo</source>
        <translation>E-mail</translation>
    </message>
    <message>
        <source>Va dirigido a {recipient}.</source>
        <translation>It is addressed to {recipient}.</translation>
    </message>
    <message>
        <source>Solo {recipient} puede abrirlo: el archivo sale cifrado.</source>
        <translation>Only {recipient} can open it: the file leaves encrypted.</translation>
    </message>
    <message>
        <source>Sale firmado, pero sin cifrar: quien tenga el archivo puede leerlo.</source>
        <translation>It leaves signed but not encrypted: whoever has the file can read it.</translation>
    </message>
    <message>
        <source>Todavía no ha llegado un kit de ola, que trae la llave para cifrar. Pídalo a {recipient} y tráigalo antes de exportar; si tiene prisa, puede exportar así.</source>
        <translation>No wave kit, which brings the key to encrypt with, has come yet. Ask {recipient} for it and bring it in before you export; if you are in a hurry, you can export as it is.</translation>
    </message>
    <message>
        <source>Traer un kit de ola…</source>
        <translation>Bring in a wave kit…</translation>
    </message>
    <message>
        <source>Sus respuestas</source>
        <translation>Your answers</translation>
    </message>
    <message>
        <source>De quién son, de qué instrumento y qué revisión</source>
        <translation>Whose they are, of which instrument and revision</translation>
    </message>
    <message>
        <source>Solicitud para que confirmen su llave</source>
        <translation>Request to have your key confirmed</translation>
    </message>
    <message>
        <source>Archivo adjunto</source>
        <translation>Attached file</translation>
    </message>
    <message>
        <source>Otros archivos: {n}</source>
        <translation>Other files: {n}</translation>
    </message>
    <message>
        <source>El paquete firmado pesará cerca de</source>
        <translation>The signed package will be about</translation>
    </message>
    <message>
        <source>1 comentario</source>
        <translation>1 comment</translation>
    </message>
    <message>
        <source>{n} comentarios</source>
        <translation>{n} comments</translation>
    </message>
    <message>
        <source>1 archivo de soporte</source>
        <translation>1 supporting file</translation>
    </message>
    <message>
        <source>{n} archivos de soporte</source>
        <translation>{n} supporting files</translation>
    </message>
    <message>
        <source>1 aviso con su motivo</source>
        <translation>1 warning with its reason</translation>
    </message>
    <message>
        <source>{n} avisos con su motivo</source>
        <translation>{n} warnings with their reasons</translation>
    </message>
    <message>
        <source>lo que llama la atención</source>
        <translation>what looks unusual</translation>
    </message>
    <message>
        <source>Junto a las respuestas: {what}</source>
        <translation>Beside the answers: {what}</translation>
    </message>
    <message>
        <source>Envíelo por correo o entréguelo en una memoria USB, o quite archivos.</source>
        <translation>Send it by e-mail or hand it over on a USB stick, or remove files.</translation>
    </message>
    <message>
        <source>Entréguelo en una memoria USB, o quite archivos.</source>
        <translation>Hand it over on a USB stick, or remove files.</translation>
    </message>
</context>
<context>
    <name>PackageHistory</name>
    <message>
        <source>Lo que salió y lo que volvió</source>
        <translation>What left and what came back</translation>
    </message>
    <message>
        <source>Entregar otra vez el paquete elegido</source>
        <translation>Hand the chosen package over again</translation>
    </message>
    <message>
        <source>{when} · Revisión {revision}: salió el paquete, cifrado</source>
        <translation>{when} · Revision {revision}: the package left, encrypted</translation>
    </message>
    <message>
        <source>{when} · Revisión {revision}: salió el paquete, sin cifrar</source>
        <translation>{when} · Revision {revision}: the package left, not encrypted</translation>
    </message>
    <message>
        <source>código {code}</source>
        <translation>code {code}</translation>
    </message>
    <message>
        <source>{when} · Revisión {revision}: acuse, recibida</source>
        <translation>{when} · Revision {revision}: receipt, received</translation>
    </message>
    <message>
        <source>{when} · Revisión {revision}: acuse, aceptada</source>
        <translation>{when} · Revision {revision}: receipt, accepted</translation>
    </message>
    <message>
        <source>{when} · Revisión {revision}: acuse, devuelta con observaciones</source>
        <translation>{when} · Revision {revision}: receipt, returned with observations</translation>
    </message>
    <message>
        <source>acuse número {number}</source>
        <translation>receipt number {number}</translation>
    </message>
</context>
<context>
    <name>PaperChoice</name>
    <message>
        <source>Poner en el informe el código QR con las respuestas</source>
        <translation>Put the QR code with the answers into the report</translation>
    </message>
    <message>
        <source>Sirve para entregar en papel. No va cifrado: quien lo lea con un programa ve las respuestas.</source>
        <translation>For handing the answers over on paper. It is not encrypted: whoever reads it with a program sees the answers.</translation>
    </message>
    <message>
        <source>El código va firmado, y la llave de firma se crea la primera vez que exporte en Enviar.</source>
        <translation>The code is signed, and the signing key is made the first time you export under Send.</translation>
    </message>
</context>
<context>
    <name>Past</name>
    <message>
        <source>Ola {wave}: {answer}</source>
        <translation>Wave {wave}: {answer}</translation>
    </message>
    <message>
        <source>Ola anterior: {answer}</source>
        <translation>Previous wave: {answer}</translation>
    </message>
    <message>
        <source>Tomado de la ola anterior: confírmelo</source>
        <translation>Taken from the previous wave: confirm it</translation>
    </message>
    <message>
        <source>Tomado de {wave}: confírmelo</source>
        <translation>Taken from {wave}: confirm it</translation>
    </message>
    <message>
        <source>Cambió</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>Sigue igual</source>
        <translation>Still the same</translation>
    </message>
    <message>
        <source>Sigue igual: {question}</source>
        <translation>Still the same: {question}</translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message>
        <source>Pegar un acuse corto</source>
        <translation>Paste a short receipt</translation>
    </message>
    <message>
        <source>Pegue aquí el mensaje con el acuse</source>
        <translation>Paste the message with the receipt here</translation>
    </message>
    <message>
        <source>El acuse corto empieza por «TELAR-A1:» y llega por WhatsApp o por correo.</source>
        <translation>The short receipt begins with “TELAR-A1:” and comes by WhatsApp or e-mail.</translation>
    </message>
    <message>
        <source>Mensaje con el acuse corto</source>
        <translation>Message with the short receipt</translation>
    </message>
    <message>
        <source>Leer el acuse</source>
        <translation>Read the receipt</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>{entity} aceptó el paquete «{file}».</source>
        <translation>{entity} accepted the package “{file}”.</translation>
    </message>
    <message>
        <source>{entity} devolvió el paquete «{file}» con observaciones.</source>
        <translation>{entity} returned the package “{file}” with observations.</translation>
    </message>
    <message>
        <source>{entity} recibió el paquete «{file}».</source>
        <translation>{entity} received the package “{file}”.</translation>
    </message>
    <message>
        <source>Llegó el {when}</source>
        <translation>It arrived on {when}</translation>
    </message>
    <message>
        <source>Un acuse corto solo informa. Para que Inicio muestre el estado y usted vea las observaciones, traiga el archivo del acuse.</source>
        <translation>A short receipt only informs. For Home to show the state and for you to see the observations, bring in the receipt&apos;s file.</translation>
    </message>
</context>
<context>
    <name>PlanPage</name>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Qué se va a hacer, quién responde, para cuándo y con qué recursos. Va con sus respuestas.</source>
        <translation>What will be done, who answers for it, by when and with which funds. It goes with your answers.</translation>
    </message>
    <message>
        <source>Deshacer</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Se quitó una acción del plan.</source>
        <translation>An action was removed from the plan.</translation>
    </message>
    <message>
        <source>anterior</source>
        <translation>previous</translation>
    </message>
    <message>
        <source>1 acción viene de la ola {wave}: diga qué pasó con ella.</source>
        <translation>1 action comes from the {wave} wave: tell what became of it.</translation>
    </message>
    <message>
        <source>{n} acciones vienen de la ola {wave}: diga qué pasó con ellas.</source>
        <translation>{n} actions come from the {wave} wave: tell what became of them.</translation>
    </message>
</context>
<context>
    <name>PlanTable</name>
    <message>
        <source>Oportunidad</source>
        <translation>Opportunity</translation>
    </message>
    <message>
        <source>Acción</source>
        <translation>Action</translation>
    </message>
    <message>
        <source>Responsable</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>Fecha límite</source>
        <translation>Due date</translation>
    </message>
    <message>
        <source>Presupuesto</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Estado</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Sin estado</source>
        <translation>Without a state</translation>
    </message>
</context>
<context>
    <name>PointControl</name>
    <message>
        <source>Latitud</source>
        <translation>Latitude</translation>
    </message>
    <message>
        <source>Longitud</source>
        <translation>Longitude</translation>
    </message>
    <message>
        <source>Altitud (m, opcional)</source>
        <translation>Altitude (m, optional)</translation>
    </message>
    <message>
        <source>En grados: la latitud entre -{latitude} y {latitude}, la longitud entre -{longitude} y {longitude} (en Colombia, negativa). También 4°35&apos;56&quot;N, o las dos pegadas en la latitud.</source>
        <translation>In degrees: latitude between -{latitude} and {latitude}, longitude between -{longitude} and {longitude} (negative in Colombia). Also 4°35&apos;56&quot;N, or both pasted into the latitude.</translation>
    </message>
    <message>
        <source>Se lee: {place}</source>
        <translation>Read as: {place}</translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>Vista previa</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>Imprimir</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>Guardar PDF</source>
        <translation>Save PDF</translation>
    </message>
    <message>
        <source>Página </source>
        <translation>Page </translation>
    </message>
    <message>
        <source>Ir a la página</source>
        <translation>Go to page</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Páginas</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source> de {count}</source>
        <translation> of {count}</translation>
    </message>
    <message>
        <source>Página {number}</source>
        <translation>Page {number}</translation>
    </message>
</context>
<context>
    <name>QuestionWidget</name>
    <message>
        <source>(opcional)</source>
        <translation>(optional)</translation>
    </message>
    <message>
        <source>(sin traducción)</source>
        <translation>(not translated)</translation>
    </message>
    <message>
        <source>Ayuda</source>
        <translation>Help</translation>
    </message>
</context>
<context>
    <name>RankControl</name>
    <message>
        <source>Subir</source>
        <translation>Move up</translation>
    </message>
    <message>
        <source>Bajar</source>
        <translation>Move down</translation>
    </message>
    <message>
        <source>Aceptar este orden</source>
        <translation>Accept this order</translation>
    </message>
    <message>
        <source>Quitar el orden</source>
        <translation>Remove the order</translation>
    </message>
    <message>
        <source>Alt y las flechas mueven la opción; la tecla Suprimir quita el orden.</source>
        <translation>Alt and the arrow keys move the choice; the Delete key removes the order.</translation>
    </message>
    <message>
        <source>Mueva las opciones con el ratón, con los botones o con Alt y las flechas.</source>
        <translation>Move the choices with the mouse, with the buttons or with Alt and the arrow keys.</translation>
    </message>
    <message>
        <source>Todavía sin ordenar.</source>
        <translation>Not ranked yet.</translation>
    </message>
    <message>
        <source>Respondido antes y ya no está en la lista: {names}</source>
        <translation>Answered earlier and no longer in the list: {names}</translation>
    </message>
</context>
<context>
    <name>ReceiptDialog</name>
    <message>
        <source>Acuse de recibo</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>Llegó el {when} · revisión {revision}</source>
        <translation>It arrived on {when} · revision {revision}</translation>
    </message>
    <message>
        <source>Este acuse ya estaba en este equipo: no cambió nada.</source>
        <translation>This receipt was on this computer already: nothing changed.</translation>
    </message>
    <message>
        <source>Hay un acuse posterior a este: la respuesta sigue en el estado «{state}».</source>
        <translation>There is a later receipt than this one: the response is still “{state}”.</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Aceptada</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Devuelta con observaciones</source>
        <translation>Returned with observations</translation>
    </message>
    <message>
        <source>Recibida</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>{entity} revisó la respuesta y la aceptó. No hay nada más que hacer.</source>
        <translation>{entity} looked at the response and accepted it. There is nothing more to do.</translation>
    </message>
    <message>
        <source>{entity} revisó la respuesta y pregunta lo que sigue. Corrija o complete, y exporte otra vez: el paquete nuevo lleva la revisión siguiente.</source>
        <translation>{entity} looked at the response and asks what follows. Correct or complete, and export again: the new package bears the next revision.</translation>
    </message>
    <message>
        <source>{entity} tiene el paquete. Todavía no dice si está todo en orden.</source>
        <translation>{entity} has the package. It does not say yet whether all is in order.</translation>
    </message>
    <message>
        <source>La llave de este equipo quedó confirmada.</source>
        <translation>This computer&apos;s key is confirmed.</translation>
    </message>
    <message>
        <source>La llave de este equipo quedó confirmada hasta el {date}.</source>
        <translation>This computer&apos;s key is confirmed until {date}.</translation>
    </message>
    <message>
        <source>Observaciones de {entity}</source>
        <translation>Observations by {entity}</translation>
    </message>
    <message>
        <source>Pulse una pregunta para ir a ella.</source>
        <translation>Press a question to go to it.</translation>
    </message>
    <message>
        <source>De una pregunta que ya no se hace</source>
        <translation>About a question that is no longer asked</translation>
    </message>
</context>
<context>
    <name>ReceiptsModel</name>
    <message>
        <source>Acuse</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>Acuse corto o motivo</source>
        <translation>Short receipt or reason</translation>
    </message>
    <message>
        <source>Iniciativa y archivo</source>
        <translation>Initiative and file</translation>
    </message>
    <message>
        <source>Sin acuse</source>
        <translation>No receipt</translation>
    </message>
    <message>
        <source>Aceptada</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Devuelta</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>Recibida</source>
        <translation>Received</translation>
    </message>
</context>
<context>
    <name>ReceiptsPage</name>
    <message>
        <source>Detener</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Acuses producidos</source>
        <translation>Receipts made</translation>
    </message>
    <message>
        <source>Acuses</source>
        <translation>Receipts</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
    <message>
        <source>Copiar el acuse corto</source>
        <translation>Copy the short receipt</translation>
    </message>
    <message>
        <source>Volver a la lista</source>
        <translation>Back to the list</translation>
    </message>
    <message>
        <source>Produciendo acuses</source>
        <translation>Making receipts</translation>
    </message>
    <message>
        <source>{done} de {count}</source>
        <translation>{done} of {count}</translation>
    </message>
    <message>
        <source>1 acuse listo para enviar</source>
        <translation>1 receipt ready to be sent</translation>
    </message>
    <message>
        <source>{n} acuses listos para enviar</source>
        <translation>{n} receipts ready to be sent</translation>
    </message>
    <message>
        <source>1 no se pudo producir</source>
        <translation>1 could not be made</translation>
    </message>
    <message>
        <source>{r} no se pudieron producir</source>
        <translation>{r} could not be made</translation>
    </message>
    <message>
        <source>por producir: {w}</source>
        <translation>still to be made: {w}</translation>
    </message>
    <message>
        <source>Se detiene al terminar el que está en curso…</source>
        <translation>Stops once the one under way is done…</translation>
    </message>
    <message>
        <source>El acuse corto quedó copiado: péguelo en el mensaje.</source>
        <translation>The short receipt is copied: paste it into the message.</translation>
    </message>
</context>
<context>
    <name>ReceivedPage</name>
    <message>
        <source>Lista</source>
        <translation>List</translation>
    </message>
    <message>
        <source>Volver a la lista (Alt+Izquierda)</source>
        <translation>Back to the list (Alt+Left)</translation>
    </message>
    <message>
        <source>Volver a la lista</source>
        <translation>Back to the list</translation>
    </message>
    <message>
        <source>Siguiente (F8)</source>
        <translation>Next (F8)</translation>
    </message>
    <message>
        <source>Abrir la siguiente por revisar</source>
        <translation>Open the next one to review</translation>
    </message>
    <message>
        <source>Otra revisión reemplazó a esta: se abre solo para leer.</source>
        <translation>Another revision replaced this one: it opens for reading only.</translation>
    </message>
    <message>
        <source>Abrir la que cuenta</source>
        <translation>Open the one that counts</translation>
    </message>
    <message>
        <source>{form} · {wave} · revisión {revision}</source>
        <translation>{form} · {wave} · revision {revision}</translation>
    </message>
    <message>
        <source>Hay observaciones escritas</source>
        <translation>There are written observations</translation>
    </message>
    <message>
        <source>Una respuesta aceptada no lleva observaciones. Quedan guardadas aquí y no se envían.</source>
        <translation>An accepted response carries no observations. They stay here and are not sent.</translation>
    </message>
    <message>
        <source>Aceptar sin enviarlas</source>
        <translation>Accept without sending them</translation>
    </message>
    <message>
        <source>Ver respuestas</source>
        <translation>See answers</translation>
    </message>
    <message>
        <source>Ver resultado</source>
        <translation>See result</translation>
    </message>
</context>
<context>
    <name>ReceptionPage</name>
    <message>
        <source>Secciones de Recepción</source>
        <translation>Sections of Reception</translation>
    </message>
</context>
<context>
    <name>ReceptionSections</name>
    <message>
        <source>Entidad</source>
        <translation>Entity</translation>
    </message>
    <message>
        <source>Entrada</source>
        <translation>Inbox</translation>
    </message>
    <message>
        <source>Registro</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>Revisar</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>Resultados</source>
        <translation>Results</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>Avance</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>sin respuestas</source>
        <translation>no answers</translation>
    </message>
    <message>
        <source>en curso</source>
        <translation>under way</translation>
    </message>
    <message>
        <source>completo</source>
        <translation>complete</translation>
    </message>
    <message>
        <source>por revisar</source>
        <translation>to review</translation>
    </message>
</context>
<context>
    <name>References</name>
    <message>
        <source>Referencia de Telar (*.json)</source>
        <translation>Telar reference (*.json)</translation>
    </message>
    <message>
        <source>Traer una referencia</source>
        <translation>Bring in a reference</translation>
    </message>
    <message>
        <source>{instrument}, ola {wave}.</source>
        <translation>{instrument}, wave {wave}.</translation>
    </message>
    <message>
        <source>Se muestra como promedio en el diagrama de araña y en el informe. Sus respuestas no cambian.</source>
        <translation>It is shown as a mean in the spider chart and in the report. Your answers do not change.</translation>
    </message>
    <message>
        <source>Traer</source>
        <translation>Bring in</translation>
    </message>
    <message>
        <source>Se trajo la referencia de la ola {wave}. Se ve en Resultado.</source>
        <translation>The reference of wave {wave} was brought in. It is shown in Result.</translation>
    </message>
    <message>
        <source>Promedio nacional de {count} iniciativas.</source>
        <translation>National mean of {count} initiatives.</translation>
    </message>
    <message>
        <source>Promedios por macrosector: {count}.</source>
        <translation>Means by macro-sector: {count}.</translation>
    </message>
</context>
<context>
    <name>RegistryList</name>
    <message>
        <source>Registro</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>Ola</source>
        <translation>Wave</translation>
    </message>
    <message>
        <source>Traer lista…</source>
        <translation>Bring list in…</translation>
    </message>
    <message>
        <source>Recordatorios…</source>
        <translation>Reminders…</translation>
    </message>
    <message>
        <source>Buscar iniciativa</source>
        <translation>Search for an initiative</translation>
    </message>
    <message>
        <source>Iniciativas de la ola</source>
        <translation>Initiatives of the wave</translation>
    </message>
    <message>
        <source>Ola {wave}</source>
        <translation>Wave {wave}</translation>
    </message>
    <message>
        <source>Firmantes por confirmar: {count}</source>
        <translation>Signers to confirm: {count}</translation>
    </message>
    <message>
        <source>Firmantes</source>
        <translation>Signers</translation>
    </message>
    <message>
        <source>Pendientes: {count}</source>
        <translation>Pending: {count}</translation>
    </message>
    <message>
        <source>Respondieron todo: {done} de {listed} en la lista. Se muestran {shown}.</source>
        <translation>Answered everything: {done} of {listed} on the list. Shown: {shown}.</translation>
    </message>
    <message>
        <source>Ninguna iniciativa coincide con lo que se busca.</source>
        <translation>No initiative matches what is searched for.</translation>
    </message>
    <message>
        <source>Esta ola no tiene iniciativas todavía. Traiga la lista (.xlsx o .csv) con «Traer lista…».</source>
        <translation>This wave has no initiatives yet. Bring the list (.xlsx or .csv) in with “Bring list in…”.</translation>
    </message>
</context>
<context>
    <name>RegistryModel</name>
    <message>
        <source>Iniciativa</source>
        <translation>Initiative</translation>
    </message>
    <message>
        <source>Lugar</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>Respuesta</source>
        <translation>Response</translation>
    </message>
    <message>
        <source>Firmante</source>
        <translation>Signer</translation>
    </message>
    <message>
        <source>Recordada</source>
        <translation>Reminded</translation>
    </message>
    <message>
        <source>{name} (no está en la lista)</source>
        <translation>{name} (not on the list)</translation>
    </message>
</context>
<context>
    <name>RegistryPanel</name>
    <message>
        <source>No se registró a quién llamar.</source>
        <translation>Nobody to call was registered.</translation>
    </message>
    <message>
        <source>Último recordatorio: {day}</source>
        <translation>Last reminder: {day}</translation>
    </message>
    <message>
        <source>Nadie ha firmado todavía por ella.</source>
        <translation>Nobody has signed for it yet.</translation>
    </message>
    <message>
        <source>Firma {manager}: {state}</source>
        <translation>Signed by {manager}: {state}</translation>
    </message>
    <message>
        <source>Comparar las palabras…</source>
        <translation>Compare the words…</translation>
    </message>
    <message>
        <source>Ver firmante…</source>
        <translation>Show signer…</translation>
    </message>
    <message>
        <source>{form}, en papel, {when}</source>
        <translation>{form}, on paper, {when}</translation>
    </message>
    <message>
        <source>{form}, {when}</source>
        <translation>{form}, {when}</translation>
    </message>
</context>
<context>
    <name>RegistrySection</name>
    <message>
        <source>La lista de iniciativas de la ola {wave}</source>
        <translation>The list of initiatives of wave {wave}</translation>
    </message>
    <message>
        <source>recordatorios-{wave}.xlsx</source>
        <translation>reminders-{wave}.xlsx</translation>
    </message>
    <message>
        <source>Guardar los recordatorios</source>
        <translation>Save the reminders</translation>
    </message>
    <message>
        <source>Iniciativas por recordar: {count}. Cada fila trae un texto listo para enviar. Quedó en {path}</source>
        <translation>Initiatives to remind: {count}. Each row has a text that is ready to send. It is in {path}</translation>
    </message>
    <message>
        <source>Recordatorios guardados</source>
        <translation>Reminders saved</translation>
    </message>
    <message>
        <source>No confirme esta llave: alguien puede estar firmando por {initiative}. Sus archivos siguen en cuarentena y no cuentan. Pida a la iniciativa que exporte otra vez desde su equipo y envíe el archivo por otro medio.</source>
        <translation>Do not confirm this key: somebody may be signing for {initiative}. Its files stay in quarantine and do not count. Ask the initiative to export again from its computer and to send the file in another way.</translation>
    </message>
    <message>
        <source>Las palabras no coinciden</source>
        <translation>The words differ</translation>
    </message>
    <message>
        <source>Lo que {manager} firme desde ahora queda en cuarentena, y no se puede deshacer: para volver, deberá firmar con una llave nueva. Lo que ya se recibió sigue contando.</source>
        <translation>What {manager} signs from now on stays in quarantine, and that cannot be undone: to come back, it takes a new key. What was received already goes on counting.</translation>
    </message>
    <message>
        <source>Retirar la confianza</source>
        <translation>Take its standing away</translation>
    </message>
    <message>
        <source>Retirar</source>
        <translation>Take away</translation>
    </message>
</context>
<context>
    <name>RegistryWords</name>
    <message>
        <source>Sin responder</source>
        <translation>Not answered</translation>
    </message>
    <message>
        <source>En cuarentena</source>
        <translation>In quarantine</translation>
    </message>
    <message>
        <source>Responde en parte</source>
        <translation>Answered in part</translation>
    </message>
    <message>
        <source>Devuelta</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>Recibida</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Aceptada</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Sin firmante</source>
        <translation>No signer</translation>
    </message>
    <message>
        <source>Por confirmar</source>
        <translation>To be confirmed</translation>
    </message>
    <message>
        <source>Confirmado</source>
        <translation>Confirmed</translation>
    </message>
    <message>
        <source>Retirado</source>
        <translation>Revoked</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>Se graba con un teléfono. Aquí puede adjuntar un archivo que ya exista.</source>
        <translation>This is recorded with a phone. Here you can attach a file that already exists.</translation>
    </message>
    <message>
        <source>Se dibuja o se firma en un teléfono. Aquí puede adjuntar una imagen que ya exista.</source>
        <translation>This is drawn or signed on a phone. Here you can attach an image that already exists.</translation>
    </message>
    <message>
        <source>La imagen se ve en un teléfono. Aquí se elige en la lista.</source>
        <translation>The image is shown on a phone. Here you choose from the list.</translation>
    </message>
    <message>
        <source>Un teléfono mide el rumbo con su brújula. Aquí se escribe en grados, de 0 a 360.</source>
        <translation>A phone measures the bearing with its compass. Here it is typed in degrees, from 0 to 360.</translation>
    </message>
</context>
<context>
    <name>RepeatBlock</name>
    <message>
        <source>1 registro</source>
        <translation>1 record</translation>
    </message>
    <message>
        <source>{n} registros</source>
        <translation>{n} records</translation>
    </message>
    <message>
        <source>Registro {n} de {total}</source>
        <translation>Record {n} of {total}</translation>
    </message>
    <message>
        <source>Agregar registro</source>
        <translation>Add a record</translation>
    </message>
    <message>
        <source>Agregar registro: {title}</source>
        <translation>Add a record: {title}</translation>
    </message>
    <message>
        <source>También con Ctrl+Insertar en la tabla, o Ctrl+Mayús+N</source>
        <translation>Also with Ctrl+Insert in the table, or Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>También con Suprimir en la tabla; se puede deshacer</source>
        <translation>Also with Delete in the table; it can be undone</translation>
    </message>
    <message>
        <source>Registro anterior</source>
        <translation>Previous record</translation>
    </message>
    <message>
        <source>Registro siguiente</source>
        <translation>Next record</translation>
    </message>
    <message>
        <source>Deshacer</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>La cantidad sale de otra respuesta.</source>
        <translation>How many there are comes from another answer.</translation>
    </message>
    <message>
        <source>Todavía no hay registros.</source>
        <translation>There are no records yet.</translation>
    </message>
    <message>
        <source>Registros de {title}</source>
        <translation>Records of {title}</translation>
    </message>
</context>
<context>
    <name>ReportMaker</name>
    <message>
        <source>Guardar PDF</source>
        <translation>Save PDF</translation>
    </message>
    <message>
        <source>Guardar imagen</source>
        <translation>Save image</translation>
    </message>
    <message>
        <source>Preparando la imagen…</source>
        <translation>Preparing the image…</translation>
    </message>
    <message>
        <source>Guardar en calendario</source>
        <translation>Save for a calendar</translation>
    </message>
    <message>
        <source>Guardar en Excel</source>
        <translation>Save for Excel</translation>
    </message>
    <message>
        <source>Preparando el plan…</source>
        <translation>Preparing the plan…</translation>
    </message>
    <message>
        <source>Preparando el informe…</source>
        <translation>Preparing the report…</translation>
    </message>
    <message>
        <source>Hay respuestas que todavía no están guardadas en el disco.</source>
        <translation>There are answers that are not saved to the disk yet.</translation>
    </message>
    <message>
        <source>La llave de firma está protegida con contraseña, y no se pide para cada impresión.</source>
        <translation>The signing key is protected with a passphrase, which is not asked for at each printing.</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Lo demás del informe está completo. Si no quiere el código QR, quite la marca en Resultado.</source>
        <translation>The rest of the report is complete. If you do not want the QR code, clear the box under Result.</translation>
    </message>
    <message>
        <source>El informe sale sin código QR</source>
        <translation>The report goes without a QR code</translation>
    </message>
    <message>
        <source>resumen</source>
        <translation>summary</translation>
    </message>
    <message>
        <source>Guardado en {path}</source>
        <translation>Saved in {path}</translation>
    </message>
</context>
<context>
    <name>RespondPage</name>
    <message>
        <source>Puede continuar y volver a esta sección después.</source>
        <translation>You can go on and come back to this section later.</translation>
    </message>
    <message>
        <source>{answered} de {total}</source>
        <translation>{answered} of {total}</translation>
    </message>
    <message>
        <source>Guardado {time}</source>
        <translation>Saved {time}</translation>
    </message>
</context>
<context>
    <name>ResponseRow</name>
    <message>
        <source>Más {arrow}</source>
        <translation>More {arrow}</translation>
    </message>
    <message>
        <source>Más acciones: {title}</source>
        <translation>More actions: {title}</translation>
    </message>
    <message>
        <source>Abre un menú: duplicar, archivar, borrar.</source>
        <translation>Opens a menu: duplicate, archive, delete.</translation>
    </message>
    <message>
        <source>{answered} de {total} respondidas</source>
        <translation>{answered} of {total} answered</translation>
    </message>
    <message>
        <source>guardado {when}</source>
        <translation>saved {when}</translation>
    </message>
    <message>
        <source>Enviar</source>
        <translation>Send</translation>
    </message>
    <message>
        <source>Continuar</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Comenzar</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>Ver resultado</source>
        <translation>See result</translation>
    </message>
    <message>
        <source>Duplicar</source>
        <translation>Duplicate</translation>
    </message>
    <message>
        <source>Archivar</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>Borrar…</source>
        <translation>Delete…</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Resultado</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>Imprimir</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>Guardar PDF</source>
        <translation>Save PDF</translation>
    </message>
    <message>
        <source>Guardar imagen</source>
        <translation>Save image</translation>
    </message>
    <message>
        <source>Resumen de una página</source>
        <translation>One-page summary</translation>
    </message>
    <message>
        <source>Ir a la primera pregunta sin responder</source>
        <translation>Go to the first unanswered question</translation>
    </message>
    <message>
        <source>Este instrumento no calcula un resultado.</source>
        <translation>This instrument does not compute a result.</translation>
    </message>
    <message>
        <source>Oportunidades y próximas actividades</source>
        <translation>Opportunities and next activities</translation>
    </message>
    <message>
        <source>No hay oportunidades de mejora en lo que se ha respondido.</source>
        <translation>There is no room for improvement in what has been answered.</translation>
    </message>
    <message>
        <source>El resultado aparece aquí en cuanto responda la primera pregunta que da puntos.</source>
        <translation>The result appears here as soon as you answer the first question that gives points.</translation>
    </message>
    <message>
        <source>Pase por un eje, o use las flechas, para ver su detalle.</source>
        <translation>Point at an axis, or use the arrow keys, to see its details.</translation>
    </message>
</context>
<context>
    <name>ResultTables</name>
    <message>
        <source>Áreas e indicadores</source>
        <translation>Areas and indicators</translation>
    </message>
    <message>
        <source>Bloques y prácticas</source>
        <translation>Blocks and practices</translation>
    </message>
    <message>
        <source>Práctica</source>
        <translation>Practice</translation>
    </message>
    <message>
        <source>Respuesta</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Indicador</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>Lo alcanzado</source>
        <translation>What was reached</translation>
    </message>
    <message>
        <source>Código</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Puntos</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>Desde {wave}</source>
        <translation>Since {wave}</translation>
    </message>
    <message>
        <source>Cambio desde {wave}</source>
        <translation>Change since {wave}</translation>
    </message>
    <message>
        <source>Resultado</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>Dimensiones</source>
        <translation>Dimensions</translation>
    </message>
    <message>
        <source>Fortalezas</source>
        <translation>Strengths</translation>
    </message>
    <message>
        <source>Todavía no hay indicadores con el puntaje más alto.</source>
        <translation>No indicator has the highest score yet.</translation>
    </message>
    <message>
        <source>Todavía no hay prácticas ejecutadas en forma completa.</source>
        <translation>There are no fully executed practices yet.</translation>
    </message>
</context>
<context>
    <name>ResultsSection</name>
    <message>
        <source>Resultados</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Leyendo los resultados…</source>
        <translation>Reading the results…</translation>
    </message>
    <message>
        <source>Ola</source>
        <translation>Wave</translation>
    </message>
    <message>
        <source>Instrumento</source>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>Macrosector</source>
        <translation>Macrosector</translation>
    </message>
    <message>
        <source>Departamento</source>
        <translation>Department</translation>
    </message>
    <message>
        <source>Cámara de comercio</source>
        <translation>Chamber of commerce</translation>
    </message>
    <message>
        <source>Nivel</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>Guardar todo…</source>
        <translation>Save everything…</translation>
    </message>
    <message>
        <source>El resumen en PDF, el libro de Excel, los gráficos y los datos</source>
        <translation>The summary as PDF, the Excel workbook, the charts and the data</translation>
    </message>
    <message>
        <source>Quitar los filtros</source>
        <translation>Remove the filters</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
    <message>
        <source>Archivos guardados</source>
        <translation>Files saved</translation>
    </message>
    <message>
        <source>Detener</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Calculando de nuevo: lo que ve todavía es lo anterior.</source>
        <translation>Working it out again: what you see is still the previous result.</translation>
    </message>
    <message>
        <source>Todavía no hay respuestas recibidas de las que se puedan sacar resultados.</source>
        <translation>There are no received responses yet from which results could be drawn.</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Todos</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Guardar imagen</source>
        <translation>Save image</translation>
    </message>
    <message>
        <source>Guardado en {path}</source>
        <translation>Saved in {path}</translation>
    </message>
    <message>
        <source>Imagen guardada</source>
        <translation>Picture saved</translation>
    </message>
    <message>
        <source>La carpeta donde se guardan los resultados</source>
        <translation>The folder in which the results are saved</translation>
    </message>
    <message>
        <source>Preparando los archivos…</source>
        <translation>Preparing the files…</translation>
    </message>
    <message>
        <source>{done} de {total} archivos</source>
        <translation>{done} of {total} files</translation>
    </message>
    <message>
        <source>Deteniendo…</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <source>Se detuvo antes de terminar. Lo que alcanzó a guardarse está en {path}</source>
        <translation>It was stopped before the end. What was saved by then is in {path}</translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Tabla: {title}</source>
        <translation>Table: {title}</translation>
    </message>
    <message>
        <source>Ctrl+C copia las filas que elija</source>
        <translation>Ctrl+C copies the rows that you choose</translation>
    </message>
</context>
<context>
    <name>ReviewList</name>
    <message>
        <source>Revisar</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>Abrir</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Abrir la respuesta señalada (Enter)</source>
        <translation>Open the response at hand (Enter)</translation>
    </message>
    <message>
        <source>Respuestas recibidas</source>
        <translation>Received responses</translation>
    </message>
    <message>
        <source>Buscar iniciativa</source>
        <translation>Search for an initiative</translation>
    </message>
    <message>
        <source>Ola</source>
        <translation>Wave</translation>
    </message>
    <message>
        <source>Instrumento</source>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>Estado</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Todas las olas</source>
        <translation>All waves</translation>
    </message>
    <message>
        <source>Todos los instrumentos</source>
        <translation>All instruments</translation>
    </message>
    <message>
        <source>Todos los estados</source>
        <translation>All states</translation>
    </message>
    <message>
        <source>Producir acuses…</source>
        <translation>Make receipts…</translation>
    </message>
    <message>
        <source>Ninguna respuesta es como se busca.</source>
        <translation>No response is as searched for.</translation>
    </message>
    <message>
        <source>Todavía no hay respuestas. Llegan por la sección Entrada.</source>
        <translation>There are no responses yet. They come in through the section Intake.</translation>
    </message>
    <message>
        <source>{shown} de {total} respuestas</source>
        <translation>{shown} of {total} responses</translation>
    </message>
    <message>
        <source>{shown} de {total} respuesta</source>
        <translation>{shown} of {total} response</translation>
    </message>
</context>
<context>
    <name>ReviewModel</name>
    <message>
        <source>Iniciativa</source>
        <translation>Initiative</translation>
    </message>
    <message>
        <source>Estado</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Alertas</source>
        <translation>Alerts</translation>
    </message>
    <message>
        <source>Resultado</source>
        <translation>Outcome</translation>
    </message>
    <message>
        <source>Llegó</source>
        <translation>Arrived</translation>
    </message>
    <message>
        <source>y {n} más</source>
        <translation>and {n} more</translation>
    </message>
    <message>
        <source>{wave} · revisión {revision} · {form}</source>
        <translation>{wave} · revision {revision} · {form}</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Revise sus respuestas antes de enviarlas</source>
        <translation>Review your answers before you send them</translation>
    </message>
    <message>
        <source>Firmar y exportar</source>
        <translation>Sign and export</translation>
    </message>
    <message>
        <source>Respuestas</source>
        <translation>Answers</translation>
    </message>
    <message>
        <source>Hay 1 respuesta por revisar</source>
        <translation>1 answer to review</translation>
    </message>
    <message>
        <source>Hay {n} respuestas por revisar</source>
        <translation>{n} answers to review</translation>
    </message>
    <message>
        <source>Falta 1 respuesta</source>
        <translation>1 answer is missing</translation>
    </message>
    <message>
        <source>Faltan {n} respuestas</source>
        <translation>{n} answers are missing</translation>
    </message>
    <message>
        <source>Corrija lo que está por revisar, con los enlaces de arriba, antes de firmar.</source>
        <translation>Correct what is to be reviewed, with the links above, before you sign.</translation>
    </message>
    <message>
        <source>Diga el motivo de lo que llama la atención antes de firmar.</source>
        <translation>Give the reason for what looks unusual before signing.</translation>
    </message>
    <message>
        <source>Confirme las respuestas que vienen de la ola anterior antes de firmar.</source>
        <translation>Confirm the answers from the previous wave before signing.</translation>
    </message>
    <message>
        <source>Responda lo que falta antes de firmar. Mientras tanto el resultado es provisional.</source>
        <translation>Answer what is missing before you sign. Meanwhile the result is provisional.</translation>
    </message>
    <message>
        <source>Y {n} más.</source>
        <translation>And {n} more.</translation>
    </message>
    <message>
        <source>Observaciones de {entity}</source>
        <translation>Observations by {entity}</translation>
    </message>
    <message>
        <source>la entidad</source>
        <translation>the entity</translation>
    </message>
    <message>
        <source>Ya lo atendí</source>
        <translation>I have attended to it</translation>
    </message>
    <message>
        <source>{question} (ya no se pregunta)</source>
        <translation>{question} (no longer asked)</translation>
    </message>
    <message>
        <source>1 respuesta llama la atención</source>
        <translation>1 answer looks unusual</translation>
    </message>
    <message>
        <source>{n} respuestas llaman la atención</source>
        <translation>{n} answers look unusual</translation>
    </message>
    <message>
        <source>falta 1 motivo</source>
        <translation>1 reason missing</translation>
    </message>
    <message>
        <source>faltan {n} motivos</source>
        <translation>{n} reasons missing</translation>
    </message>
    <message>
        <source>Motivo: {reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>Cambiar el motivo</source>
        <translation>Change the reason</translation>
    </message>
    <message>
        <source>Falta el motivo</source>
        <translation>Reason missing</translation>
    </message>
    <message>
        <source>Por confirmar</source>
        <translation>To confirm</translation>
    </message>
    <message>
        <source>1 respuesta viene de la ola anterior</source>
        <translation>1 answer comes from the previous wave</translation>
    </message>
    <message>
        <source>{n} respuestas vienen de la ola anterior</source>
        <translation>{n} answers come from the previous wave</translation>
    </message>
    <message>
        <source>Ir a confirmar</source>
        <translation>Go and confirm</translation>
    </message>
    <message>
        <source>Aquí no se muestra 1 registro más.</source>
        <translation>1 more record is not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestran {n} registros más.</source>
        <translation>{n} more records are not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestra 1 pregunta más.</source>
        <translation>1 more question is not shown here.</translation>
    </message>
    <message>
        <source>Aquí no se muestran {n} preguntas más.</source>
        <translation>{n} more questions are not shown here.</translation>
    </message>
    <message>
        <source>Ver en Responder</source>
        <translation>See in Answer</translation>
    </message>
    <message>
        <source>Sin respuesta</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>Comentario: {text}</source>
        <translation>Comment: {text}</translation>
    </message>
    <message>
        <source>Archivos: {names}</source>
        <translation>Files: {names}</translation>
    </message>
    <message>
        <source>Cambiar</source>
        <translation>Change</translation>
    </message>
</context>
<context>
    <name>ReviewRows</name>
    <message>
        <source>Por revisar</source>
        <translation>To be reviewed</translation>
    </message>
    <message>
        <source>Aceptada</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Devuelta</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>Reemplazada</source>
        <translation>Replaced</translation>
    </message>
    <message>
        <source>solo para leer</source>
        <translation>for reading only</translation>
    </message>
    <message>
        <source>acuse por producir</source>
        <translation>receipt to be made</translation>
    </message>
    <message>
        <source>con acuse</source>
        <translation>with receipt</translation>
    </message>
    <message>
        <source>1 observación escrita</source>
        <translation>1 observation written</translation>
    </message>
    <message>
        <source>{n} observaciones escritas</source>
        <translation>{n} observations written</translation>
    </message>
    <message>
        <source>con acuse de recibo</source>
        <translation>with receipt of arrival</translation>
    </message>
    <message>
        <source>Nivel {level}</source>
        <translation>Level {level}</translation>
    </message>
</context>
<context>
    <name>ReviewSection</name>
    <message>
        <source>No queda ninguna otra por revisar.</source>
        <translation>No other is left to review.</translation>
    </message>
    <message>
        <source>En la lista, como está filtrada, no queda ninguna otra por revisar.</source>
        <translation>In the list, as it is filtered, there is no other one to review.</translation>
    </message>
    <message>
        <source>Nada más por revisar</source>
        <translation>Nothing more to review</translation>
    </message>
    <message>
        <source>Guardar la evidencia</source>
        <translation>Save the evidence</translation>
    </message>
    <message>
        <source>Evidencia guardada</source>
        <translation>Evidence saved</translation>
    </message>
    <message>
        <source>Quedó en {path}</source>
        <translation>It is in {path}</translation>
    </message>
    <message>
        <source>No hay acuses por producir</source>
        <translation>No receipts to be made</translation>
    </message>
    <message>
        <source>Todas las respuestas tienen el suyo.</source>
        <translation>Every response has its own.</translation>
    </message>
    <message>
        <source>Carpeta para 1 acuse</source>
        <translation>Folder for 1 receipt</translation>
    </message>
    <message>
        <source>Carpeta para {n} acuses</source>
        <translation>Folder for {n} receipts</translation>
    </message>
</context>
<context>
    <name>RowsControl</name>
    <message>
        <source>Respondido antes y ya no está en la lista: {names}</source>
        <translation>Answered earlier and no longer in the list: {names}</translation>
    </message>
</context>
<context>
    <name>ScaleControl</name>
    <message>
        <source>De {start} a {end}, de {step} en {step}.</source>
        <translation>From {start} to {end}, {step} by {step}.</translation>
    </message>
    <message>
        <source>Este número no está en la escala.</source>
        <translation>This number is not on the scale.</translation>
    </message>
</context>
<context>
    <name>SectionPage</name>
    <message>
        <source>Continuar ›</source>
        <translation>Continue ›</translation>
    </message>
    <message>
        <source>Hay un problema</source>
        <translation>There is a problem</translation>
    </message>
    <message>
        <source>Hay {n} problemas</source>
        <translation>There are {n} problems</translation>
    </message>
    <message>
        <source>Aquí están los primeros {n}.</source>
        <translation>Here are the first {n}.</translation>
    </message>
</context>
<context>
    <name>SelectOneControl</name>
    <message>
        <source>Quitar la respuesta</source>
        <translation>Remove the answer</translation>
    </message>
    <message>
        <source>También con la tecla Suprimir</source>
        <translation>Also with the Delete key</translation>
    </message>
    <message>
        <source>La tecla Suprimir quita la respuesta.</source>
        <translation>The Delete key removes the answer.</translation>
    </message>
</context>
<context>
    <name>SendPage</name>
    <message>
        <source>Enviar</source>
        <translation>Send</translation>
    </message>
    <message>
        <source>Comprobar un paquete</source>
        <translation>Check a package</translation>
    </message>
    <message>
        <source>Antes de firmar hay 1 pregunta por responder o corregir.</source>
        <translation>Before signing there is 1 question to answer or correct.</translation>
    </message>
    <message>
        <source>Antes de firmar hay {count} preguntas por responder o corregir.</source>
        <translation>Before signing there are {count} questions to answer or correct.</translation>
    </message>
    <message>
        <source>Falta el motivo de 1 respuesta que llama la atención.</source>
        <translation>The reason for 1 unusual answer is missing.</translation>
    </message>
    <message>
        <source>Falta el motivo de {count} respuestas que llaman la atención.</source>
        <translation>The reasons for {count} unusual answers are missing.</translation>
    </message>
    <message>
        <source>Falta confirmar 1 respuesta que viene de la ola anterior.</source>
        <translation>1 answer from the previous wave is still to be confirmed.</translation>
    </message>
    <message>
        <source>Falta confirmar {count} respuestas que vienen de la ola anterior.</source>
        <translation>{count} answers from the previous wave are still to be confirmed.</translation>
    </message>
    <message>
        <source>Ver qué falta</source>
        <translation>See what is missing</translation>
    </message>
    <message>
        <source>Dónde se guarda</source>
        <translation>Where it is saved</translation>
    </message>
    <message>
        <source>Cambiar la carpeta</source>
        <translation>Change the folder</translation>
    </message>
    <message>
        <source>Puede ser una memoria USB. Nada sale por internet.</source>
        <translation>It can be a USB stick. Nothing leaves over the internet.</translation>
    </message>
    <message>
        <source>Firmar y exportar</source>
        <translation>Sign and export</translation>
    </message>
    <message>
        <source>Carpeta para el paquete</source>
        <translation>Folder for the package</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Ajustes</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Idioma</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Tamaño del texto</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Sus datos</source>
        <translation>Your data</translation>
    </message>
    <message>
        <source>Las respuestas se guardan solo en este equipo, en esta carpeta.</source>
        <translation>The answers are kept on this computer only, in this folder.</translation>
    </message>
    <message>
        <source>Abrir carpeta</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Esta es la entidad receptora…</source>
        <translation>This is the receiving entity…</translation>
    </message>
    <message>
        <source>Copia de respaldo…</source>
        <translation>Backup…</translation>
    </message>
    <message>
        <source>Traer una copia…</source>
        <translation>Bring back a backup…</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>SignerPanel</name>
    <message>
        <source>¿Es de verdad {manager}?</source>
        <translation>Is it really {manager}?</translation>
    </message>
    <message>
        <source>Lo que llegó vino en papel, que no trae la llave. Pida el archivo: con él se confirma.</source>
        <translation>What came is on paper, which does not bring the key. Ask for the file: with that it is confirmed.</translation>
    </message>
    <message>
        <source>«{initiative}» no está en la lista de la ola {wave}. Compruebe primero el nombre: aunque confirme a quien firma, lo que envíe no cuenta mientras no esté en la lista.</source>
        <translation>“{initiative}” is not on the list of wave {wave}. Check the name first: even if you confirm who signs, what they send does not count until it is on the list.</translation>
    </message>
    <message>
        <source>Por esta iniciativa firma hoy {before}. Si confirma, esa llave deja de valer: pregunte por qué cambió.</source>
        <translation>{before} signs for this initiative today. If you confirm, that key no longer holds: ask why it changed.</translation>
    </message>
    <message>
        <source>Llame a un teléfono que ustedes ya conozcan y pida que lean las palabras que Telar muestra en Enviar. Deben ser estas, una por una:</source>
        <translation>Call a telephone that you know already and ask them to read out the words that Telar shows under Send. They must be these, one by one:</translation>
    </message>
    <message>
        <source>Quién lo decide</source>
        <translation>Who decides it</translation>
    </message>
    <message>
        <source>Coinciden: confirmar</source>
        <translation>They agree: confirm</translation>
    </message>
    <message>
        <source>No coinciden</source>
        <translation>They differ</translation>
    </message>
    <message>
        <source>Confirmado el {when} por {by}. Su certificado vence el {ends}.</source>
        <translation>Confirmed on {when} by {by}. Its certificate ends on {ends}.</translation>
    </message>
    <message>
        <source>alguien sin nombre</source>
        <translation>somebody without a name</translation>
    </message>
    <message>
        <source>Si cambió de persona o de equipo, o perdió la llave, retírele la confianza.</source>
        <translation>If the person or the computer changed, or the key was lost, take its standing away.</translation>
    </message>
    <message>
        <source>Por qué se le retira la confianza</source>
        <translation>Why its standing is taken away</translation>
    </message>
    <message>
        <source>La llave pudo quedar en manos de otra persona</source>
        <translation>The key may be in somebody else&apos;s hands</translation>
    </message>
    <message>
        <source>Retirar la confianza…</source>
        <translation>Take its standing away…</translation>
    </message>
    <message>
        <source>Se le retiró la confianza el {when}.</source>
        <translation>Its standing was taken away on {when}.</translation>
    </message>
    <message>
        <source>ola {wave}</source>
        <translation>wave {wave}</translation>
    </message>
    <message>
        <source>archivos que esperan: {count}</source>
        <translation>files that wait: {count}</translation>
    </message>
    <message>
        <source>registrado: {who}</source>
        <translation>registered: {who}</translation>
    </message>
</context>
<context>
    <name>SignersModel</name>
    <message>
        <source>Iniciativa</source>
        <translation>Initiative</translation>
    </message>
    <message>
        <source>Firma</source>
        <translation>Signed by</translation>
    </message>
    <message>
        <source>Cuándo</source>
        <translation>When</translation>
    </message>
</context>
<context>
    <name>SignersPage</name>
    <message>
        <source>Firmantes</source>
        <translation>Signers</translation>
    </message>
    <message>
        <source>Volver a las iniciativas</source>
        <translation>Back to the initiatives</translation>
    </message>
    <message>
        <source>Por confirmar: {count}</source>
        <translation>To be confirmed: {count}</translation>
    </message>
    <message>
        <source>Confirmados: {count}</source>
        <translation>Confirmed: {count}</translation>
    </message>
    <message>
        <source>Retirados: {count}</source>
        <translation>Revoked: {count}</translation>
    </message>
    <message>
        <source>Nadie espera: todo lo que llegó lo firmó alguien conocido.</source>
        <translation>Nobody waits: all that came was signed by somebody known.</translation>
    </message>
    <message>
        <source>No hay ninguno.</source>
        <translation>There is none.</translation>
    </message>
</context>
<context>
    <name>Signing</name>
    <message>
        <source>¿Crear una llave nueva?</source>
        <translation>Make a new key?</translation>
    </message>
    <message>
        <source>La llave anterior se conserva aparte y sus respuestas siguen intactas. La entidad receptora tendrá que confirmar la firma nueva.</source>
        <translation>The old key is kept aside and your answers are intact. The receiving entity will have to confirm the new signature.</translation>
    </message>
    <message>
        <source>Crear una llave nueva</source>
        <translation>Make a new key</translation>
    </message>
</context>
<context>
    <name>SpiderPanel</name>
    <message>
        <source>Pase por un eje, o use las flechas, para ver su detalle.</source>
        <translation>Point at an axis, or use the arrow keys, to see its details.</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Borrador</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>Lista para enviar</source>
        <translation>Ready to send</translation>
    </message>
    <message>
        <source>Exportada</source>
        <translation>Exported</translation>
    </message>
    <message>
        <source>Recibida</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Devuelta</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>Aceptada</source>
        <translation>Accepted</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Reintentar</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>SIN GUARDAR: 1 respuesta</source>
        <translation>NOT SAVED: 1 answer</translation>
    </message>
    <message>
        <source>SIN GUARDAR: {count} respuestas</source>
        <translation>NOT SAVED: {count} answers</translation>
    </message>
    <message>
        <source>Guardado {time}</source>
        <translation>Saved {time}</translation>
    </message>
    <message>
        <source>{state}, revisión {revision}</source>
        <translation>{state}, revision {revision}</translation>
    </message>
    <message>
        <source>{answered} de {total} respondidas</source>
        <translation>{answered} of {total} answered</translation>
    </message>
    <message>
        <source>{count} por revisar</source>
        <translation>{count} to review</translation>
    </message>
</context>
<context>
    <name>Suggested</name>
    <message>
        <source>De las oportunidades</source>
        <translation>From the opportunities</translation>
    </message>
    <message>
        <source>Ver 1 sugerencia</source>
        <translation>See 1 suggestion</translation>
    </message>
    <message>
        <source>Ver las {n} sugerencias</source>
        <translation>See the {n} suggestions</translation>
    </message>
    <message>
        <source>Ver menos</source>
        <translation>See fewer</translation>
    </message>
    <message>
        <source>Actividades recomendadas según sus respuestas, las más urgentes primero.</source>
        <translation>Activities recommended by your answers, the most urgent first.</translation>
    </message>
    <message>
        <source>No quedan sugerencias: todas están en el plan o no hay oportunidades de mejora.</source>
        <translation>No suggestions are left: all are in the plan, or there are no opportunities to improve.</translation>
    </message>
    <message>
        <source>Cuando responda las preguntas que dan puntos, aquí aparecen actividades recomendadas.</source>
        <translation>Once you answer the questions that give points, recommended activities appear here.</translation>
    </message>
</context>
<context>
    <name>TableRow</name>
    <message>
        <source>(opcional)</source>
        <translation>(optional)</translation>
    </message>
</context>
<context>
    <name>TaskList</name>
    <message>
        <source>Secciones</source>
        <translation>Sections</translation>
    </message>
    <message>
        <source>Revisar y enviar</source>
        <translation>Review and send</translation>
    </message>
    <message>
        <source>{answered} de {total} respondidas</source>
        <translation>{answered} of {total} answered</translation>
    </message>
    <message>
        <source>1 observación por atender</source>
        <translation>1 observation to attend to</translation>
    </message>
    <message>
        <source>{n} observaciones por atender</source>
        <translation>{n} observations to attend to</translation>
    </message>
    <message>
        <source>1 advertencia por explicar</source>
        <translation>1 warning to explain</translation>
    </message>
    <message>
        <source>{n} advertencias por explicar</source>
        <translation>{n} warnings to explain</translation>
    </message>
    <message>
        <source>1 respuesta por confirmar</source>
        <translation>1 answer to confirm</translation>
    </message>
    <message>
        <source>{n} respuestas por confirmar</source>
        <translation>{n} answers to confirm</translation>
    </message>
    <message>
        <source>en curso</source>
        <translation>in progress</translation>
    </message>
    <message>
        <source>completa</source>
        <translation>complete</translation>
    </message>
    <message>
        <source>por revisar</source>
        <translation>to review</translation>
    </message>
    <message>
        <source>no iniciada</source>
        <translation>not begun</translation>
    </message>
</context>
<context>
    <name>TextControl</name>
    <message>
        <source>Ocultar</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>Mostrar</source>
        <translation>Show</translation>
    </message>
</context>
<context>
    <name>TimeControl</name>
    <message>
        <source>hh:mm</source>
        <translation>hh:mm</translation>
    </message>
    <message>
        <source>Se lee: {time}</source>
        <translation>Read as: {time}</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>&amp;Inicio</source>
        <translation>&amp;Home</translation>
    </message>
    <message>
        <source>&amp;Responder</source>
        <translation>&amp;Answer</translation>
    </message>
    <message>
        <source>Re&amp;sultado</source>
        <translation>&amp;Result</translation>
    </message>
    <message>
        <source>&amp;Plan</source>
        <translation>&amp;Plan</translation>
    </message>
    <message>
        <source>&amp;Enviar</source>
        <translation>&amp;Send</translation>
    </message>
    <message>
        <source>Re&amp;cepción</source>
        <translation>Re&amp;ception</translation>
    </message>
    <message>
        <source>Ayuda (F1)</source>
        <translation>Help (F1)</translation>
    </message>
    <message>
        <source>Ayuda</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Ajustes</source>
        <translation>Settings</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>Telar no pudo abrir sus datos</source>
        <translation>Telar could not open your data</translation>
    </message>
    <message>
        <source>Reintentar</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Elegir otra carpeta</source>
        <translation>Choose another folder</translation>
    </message>
    <message>
        <source>Traer una copia…</source>
        <translation>Bring back a backup…</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Código {code}{place}
Carpeta de datos: {folder}</source>
        <translation>Code {code}{place}
Data folder: {folder}</translation>
    </message>
</context>
<context>
    <name>TryPage</name>
    <message>
        <source>Vista previa: nada de lo que responda se guarda.</source>
        <translation>Preview: nothing that you answer is saved.</translation>
    </message>
    <message>
        <source>Ver valores</source>
        <translation>Show values</translation>
    </message>
    <message>
        <source>Reiniciar</source>
        <translation>Start over</translation>
    </message>
    <message>
        <source>Guardar la instancia XML…</source>
        <translation>Save the XML instance…</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Cerrar la vista previa</source>
        <translation>Close the preview</translation>
    </message>
    <message>
        <source>Ocultar valores</source>
        <translation>Hide values</translation>
    </message>
    <message>
        <source>Instancia de ODK (*.xml)</source>
        <translation>ODK instance (*.xml)</translation>
    </message>
    <message>
        <source>Guardar la instancia XML</source>
        <translation>Save the XML instance</translation>
    </message>
    <message>
        <source>Guardado en {path}</source>
        <translation>Saved in {path}</translation>
    </message>
    <message>
        <source>No falta nada: un formulario de verdad se podría firmar y exportar ahora.</source>
        <translation>Nothing is missing: a real response could be signed and exported now.</translation>
    </message>
    <message>
        <source>Falta responder o corregir 1 pregunta.</source>
        <translation>1 question is still to be answered or corrected.</translation>
    </message>
    <message>
        <source>Falta responder o corregir {count} preguntas.</source>
        <translation>{count} questions are still to be answered or corrected.</translation>
    </message>
    <message>
        <source>Elegir un archivo</source>
        <translation>Choose a file</translation>
    </message>
    <message>
        <source>Vista previa</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>En la vista previa el archivo está solo en la memoria. Ábralo desde la carpeta donde lo eligió.</source>
        <translation>In the preview the file is in memory only. Open it from the folder where you chose it.</translation>
    </message>
</context>
<context>
    <name>UnlistedNotice</name>
    <message>
        <source>«{name}» no está en la lista de iniciativas de la ola {wave}.</source>
        <translation>“{name}” is not on the list of initiatives of the wave {wave}.</translation>
    </message>
    <message>
        <source>{entity} dejaría el paquete aparte. Antes de enviarlo, escriba a {entity} para que la ponga en la lista y le mande un kit de ola nuevo.</source>
        <translation>{entity} would set the package aside. Before you send it, write to {entity} so that they put it on the list and send you a new wave kit.</translation>
    </message>
    <message>
        <source>{entity} dejaría el paquete aparte. Si en la lista está con otro nombre, elíjalo y la ficha queda con ese nombre. Si de verdad falta, escriba a {entity}.</source>
        <translation>{entity} would set the package aside. If it is on the list under another name, choose it and the card takes that name. If it really is missing, write to {entity}.</translation>
    </message>
    <message>
        <source>Elegir el nombre de la lista…</source>
        <translation>Choose the name on the list…</translation>
    </message>
    <message>
        <source>¿Con qué nombre está «{name}» en la lista de la ola {wave}? La ficha queda con ese nombre.</source>
        <translation>Under which name is “{name}” on the list of the wave {wave}? The card takes that name.</translation>
    </message>
    <message>
        <source>Elegir el nombre de la lista</source>
        <translation>Choose the name on the list</translation>
    </message>
    <message>
        <source>Usar este nombre</source>
        <translation>Use this name</translation>
    </message>
</context>
<context>
    <name>Upkeep</name>
    <message>
        <source>Carpeta de datos</source>
        <translation>Data folder</translation>
    </message>
    <message>
        <source>Trayendo la copia de respaldo…</source>
        <translation>Bringing back the backup…</translation>
    </message>
    <message>
        <source>Respuestas sin guardar</source>
        <translation>Answers not saved</translation>
    </message>
    <message>
        <source>Primero deben quedar guardadas. Intente otra vez.</source>
        <translation>They must be saved first. Try again.</translation>
    </message>
    <message>
        <source>Se trajo la copia de respaldo.</source>
        <translation>The backup was brought back.</translation>
    </message>
    <message>
        <source>Se trajo la copia de respaldo. Lo que había antes quedó en {folder}.</source>
        <translation>The backup was brought back. What was here before is kept in {folder}.</translation>
    </message>
</context>
<context>
    <name>ValuesModel</name>
    <message>
        <source>aplica</source>
        <translation>applies</translation>
    </message>
    <message>
        <source>no aplica</source>
        <translation>does not apply</translation>
    </message>
    <message>
        <source>Campo</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>Valor</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Estado</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Problema</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Cálculo</source>
        <translation>Calculation</translation>
    </message>
</context>
<context>
    <name>ValuesPanel</name>
    <message>
        <source>Buscar un campo por su nombre</source>
        <translation>Find a field by its name</translation>
    </message>
</context>
<context>
    <name>ValuesTable</name>
    <message>
        <source>Valores del formulario</source>
        <translation>The form&apos;s values</translation>
    </message>
    <message>
        <source>no aplica</source>
        <translation>does not apply</translation>
    </message>
</context>
<context>
    <name>VerifyView</name>
    <message>
        <source>Comprobar un paquete</source>
        <translation>Check a package</translation>
    </message>
    <message>
        <source>Telar lee el archivo sin cambiarlo y dice si está intacto, quién lo firmó y qué contiene.</source>
        <translation>Telar reads the file without changing it and says whether it is intact, who signed it and what it holds.</translation>
    </message>
    <message>
        <source>Elegir un archivo</source>
        <translation>Choose a file</translation>
    </message>
    <message>
        <source>Elegir un paquete</source>
        <translation>Choose a package</translation>
    </message>
    <message>
        <source>Comprobando {name}…</source>
        <translation>Checking {name}…</translation>
    </message>
    <message>
        <source>El paquete está intacto</source>
        <translation>The package is intact</translation>
    </message>
    <message>
        <source>El archivo está cifrado</source>
        <translation>The file is encrypted</translation>
    </message>
    <message>
        <source>El paquete no se acepta</source>
        <translation>The package is not accepted</translation>
    </message>
    <message>
        <source>Código de referencia</source>
        <translation>Reference code</translation>
    </message>
    <message>
        <source>Dónde: {place}</source>
        <translation>Where: {place}</translation>
    </message>
    <message>
        <source>Código {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Este archivo salió de este equipo el {when}.</source>
        <translation>This file left this computer on {when}.</translation>
    </message>
    <message>
        <source>Va cifrado y solo la entidad puede abrirlo: aquí se ve lo que se firmó antes de cifrarlo.</source>
        <translation>It is encrypted and only the entity can open it: this is what was signed before it was encrypted.</translation>
    </message>
    <message>
        <source>sí: es la llave de este equipo</source>
        <translation>yes: it is this computer&apos;s key</translation>
    </message>
    <message>
        <source>no: ninguna entidad confirmó su llave; confirme la huella por teléfono</source>
        <translation>no: no entity has confirmed their key; confirm the fingerprint by telephone</translation>
    </message>
    <message>
        <source>sí: confirmado por {issuer} hasta el {date}</source>
        <translation>yes: confirmed by {issuer} until {date}</translation>
    </message>
    <message>
        <source>sí: confirmado por {issuer} hasta el {date}; no hay una lista reciente que diga si lo revocaron</source>
        <translation>yes: confirmed by {issuer} until {date}; there is no recent list that says whether it was revoked</translation>
    </message>
    <message>
        <source>no: el certificado que emitió {issuer} venció el {date}</source>
        <translation>no: the certificate that {issuer} issued ended on {date}</translation>
    </message>
    <message>
        <source>no: el certificado que emitió {issuer} todavía no está vigente</source>
        <translation>no: the certificate that {issuer} issued is not valid yet</translation>
    </message>
    <message>
        <source>no: {issuer} revocó su certificado</source>
        <translation>no: {issuer} revoked their certificate</translation>
    </message>
    <message>
        <source>no: su certificado es de {issuer}, que este equipo no conoce</source>
        <translation>no: their certificate is of {issuer}, which this computer does not know</translation>
    </message>
    <message>
        <source>no: su certificado no sirve para firmar</source>
        <translation>no: their certificate is not fit to sign</translation>
    </message>
    <message>
        <source>Firmado por</source>
        <translation>Signed by</translation>
    </message>
    <message>
        <source>Huella del certificado</source>
        <translation>Certificate fingerprint</translation>
    </message>
    <message>
        <source>Firmante conocido</source>
        <translation>Known signer</translation>
    </message>
    <message>
        <source>Fecha declarada de la firma</source>
        <translation>Claimed signing time</translation>
    </message>
    <message>
        <source>Ola</source>
        <translation>Wave</translation>
    </message>
    <message>
        <source>Comentarios</source>
        <translation>Comments</translation>
    </message>
    <message>
        <source>Archivos adjuntos</source>
        <translation>Attached files</translation>
    </message>
    <message>
        <source>intacto</source>
        <translation>intact</translation>
    </message>
    <message>
        <source>Advertencias y sus motivos</source>
        <translation>Warnings and their reasons</translation>
    </message>
    <message>
        <source>Sin motivo</source>
        <translation>No reason</translation>
    </message>
    <message>
        <source>sí</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>Arrastre aquí un paquete (.asice o .asice.age)</source>
        <translation>Drop a package here (.asice or .asice.age)</translation>
    </message>
    <message>
        <source>no: confirme la huella por teléfono</source>
        <translation>no: confirm the fingerprint by telephone</translation>
    </message>
    <message>
        <source>Iniciativa</source>
        <translation>Initiative</translation>
    </message>
    <message>
        <source>Instrumento</source>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>Revisión</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Respuesta</source>
        <translation>Response</translation>
    </message>
    <message>
        <source>Programa</source>
        <translation>Program</translation>
    </message>
    <message>
        <source>Qué hay dentro</source>
        <translation>What is inside</translation>
    </message>
</context>
<context>
    <name>WarningBox</name>
    <message>
        <source>Explique por qué</source>
        <translation>Explain why</translation>
    </message>
</context>
<context>
    <name>WaveDialog</name>
    <message>
        <source>Abrir una ola</source>
        <translation>Open a wave</translation>
    </message>
    <message>
        <source>El kit de la ola</source>
        <translation>The wave&apos;s kit</translation>
    </message>
    <message>
        <source>Cancelar</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Firmar el kit…</source>
        <translation>Sign the kit…</translation>
    </message>
    <message>
        <source>Mostrar en la carpeta</source>
        <translation>Show in folder</translation>
    </message>
    <message>
        <source>Ola</source>
        <translation>Wave</translation>
    </message>
    <message>
        <source>Número del kit</source>
        <translation>The kit&apos;s number</translation>
    </message>
    <message>
        <source>Primer día (dd/mm/aaaa)</source>
        <translation>First day (dd/mm/yyyy)</translation>
    </message>
    <message>
        <source>Último día (dd/mm/aaaa)</source>
        <translation>Last day (dd/mm/yyyy)</translation>
    </message>
    <message>
        <source>Mensaje para las iniciativas</source>
        <translation>Message to the initiatives</translation>
    </message>
    <message>
        <source>Instrumentos</source>
        <translation>Instruments</translation>
    </message>
    <message>
        <source>Si corrige un kit que ya envió, use un número mayor: el nuevo toma el lugar del anterior.</source>
        <translation>To correct a kit that you sent already, use a higher number: the new one takes the place of the one before.</translation>
    </message>
    <message>
        <source>Cada iniciativa de la lista tendrá por responder todos los que vayan en el kit.</source>
        <translation>Every initiative on the list will have to answer all those that go in the kit.</translation>
    </message>
    <message>
        <source>De los que trae Telar:</source>
        <translation>Of those that Telar ships:</translation>
    </message>
    <message>
        <source>Los de una carpeta…</source>
        <translation>Those in a folder…</translation>
    </message>
    <message>
        <source>Lista de iniciativas de la ola</source>
        <translation>The wave&apos;s list of initiatives</translation>
    </message>
    <message>
        <source>Elegir la lista…</source>
        <translation>Choose the list…</translation>
    </message>
    <message>
        <source>Promedios de referencia (opcional)</source>
        <translation>Reference means (optional)</translation>
    </message>
    <message>
        <source>Agregar un archivo…</source>
        <translation>Add a file…</translation>
    </message>
    <message>
        <source>Nada todavía</source>
        <translation>Nothing yet</translation>
    </message>
    <message>
        <source>La carpeta con los formularios</source>
        <translation>The folder with the forms</translation>
    </message>
    <message>
        <source>La lista de iniciativas</source>
        <translation>The list of initiatives</translation>
    </message>
    <message>
        <source>Listas de iniciativas</source>
        <translation>Lists of initiatives</translation>
    </message>
    <message>
        <source>Promedios de referencia</source>
        <translation>Reference means</translation>
    </message>
    <message>
        <source>Un archivo de promedios</source>
        <translation>A file of means</translation>
    </message>
    <message>
        <source>Dónde guardar el kit</source>
        <translation>Where to save the kit</translation>
    </message>
    <message>
        <source>Firmando…</source>
        <translation>Signing…</translation>
    </message>
    <message>
        <source>Escriba el nombre de la ola, por ejemplo el año.</source>
        <translation>Type the wave&apos;s name, such as the year.</translation>
    </message>
    <message>
        <source>El número del kit es un entero, desde 1.</source>
        <translation>The kit&apos;s number is a whole one, from 1.</translation>
    </message>
    <message>
        <source>Escriba el primer día como 15/11/2026.</source>
        <translation>Type the first day like 15/11/2026.</translation>
    </message>
    <message>
        <source>Escriba el último día como 31/01/2027.</source>
        <translation>Type the last day like 31/01/2027.</translation>
    </message>
    <message>
        <source>El último día es anterior al primero.</source>
        <translation>The last day is before the first.</translation>
    </message>
    <message>
        <source>Escriba el mensaje que leerán las iniciativas.</source>
        <translation>Type the message that the initiatives will read.</translation>
    </message>
    <message>
        <source>Marque al menos un instrumento.</source>
        <translation>Tick one instrument at least.</translation>
    </message>
    <message>
        <source>Elija la lista de iniciativas.</source>
        <translation>Choose the list of initiatives.</translation>
    </message>
    <message>
        <source>Falta algo</source>
        <translation>Something is missing</translation>
    </message>
    <message>
        <source>El kit quedó firmado</source>
        <translation>The kit was signed</translation>
    </message>
    <message>
        <source>Ola {wave}, kit {number}</source>
        <translation>Wave {wave}, kit {number}</translation>
    </message>
    <message>
        <source>Formularios: {forms}</source>
        <translation>Forms: {forms}</translation>
    </message>
    <message>
        <source>Iniciativas en la lista: {count}</source>
        <translation>Initiatives on the list: {count}</translation>
    </message>
    <message>
        <source>Promedios de referencia: {count}</source>
        <translation>Reference means: {count}</translation>
    </message>
    <message>
        <source>Envíe el archivo a las iniciativas. A quien reciba su primer kit dígale por teléfono estas palabras:</source>
        <translation>Send the file to the initiatives. To whoever gets their first kit say these words over the telephone:</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>WayOut</name>
    <message>
        <source>{name}: cabe. {size} de {limit} ({percent} %)</source>
        <translation>{name}: it fits. {size} of {limit} ({percent}%)</translation>
    </message>
    <message>
        <source>{name}: no cabe. {size} y el máximo es {limit}</source>
        <translation>{name}: it does not fit. {size}, and the most is {limit}</translation>
    </message>
</context>
<context>
    <name>Web</name>
    <message>
        <source>Prácticas</source>
        <translation>Practices</translation>
    </message>
    <message>
        <source>Bloques</source>
        <translation>Blocks</translation>
    </message>
    <message>
        <source>Indicadores</source>
        <translation>Indicators</translation>
    </message>
    <message>
        <source>Áreas</source>
        <translation>Areas</translation>
    </message>
    <message>
        <source>Diagrama de araña</source>
        <translation>Spider chart</translation>
    </message>
    <message>
        <source>Esta ola</source>
        <translation>This wave</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Todavía no hay puntos</source>
        <translation>No points yet</translation>
    </message>
    <message>
        <source>{value} de {max} puntos</source>
        <translation>{value} of {max} points</translation>
    </message>
    <message>
        <source>Resultado provisional: falta 1 respuesta.</source>
        <translation>Provisional result: 1 answer is missing.</translation>
    </message>
    <message>
        <source>Resultado provisional: faltan {n} respuestas.</source>
        <translation>Provisional result: {n} answers are missing.</translation>
    </message>
    <message>
        <source>Nivel {number} · {label}</source>
        <translation>Level {number} · {label}</translation>
    </message>
    <message>
        <source>no se puede comparar</source>
        <translation>cannot be compared</translation>
    </message>
    <message>
        <source>sigue igual</source>
        <translation>unchanged</translation>
    </message>
    <message>
        <source>subió {by}</source>
        <translation>up {by}</translation>
    </message>
    <message>
        <source>bajó {by}</source>
        <translation>down {by}</translation>
    </message>
    <message>
        <source>Ola {wave}</source>
        <translation>Wave {wave}</translation>
    </message>
    <message>
        <source>Promedio nacional {wave}</source>
        <translation>National average {wave}</translation>
    </message>
    <message>
        <source>(1 iniciativa)</source>
        <translation>(1 initiative)</translation>
    </message>
    <message>
        <source>({n} iniciativas)</source>
        <translation>({n} initiatives)</translation>
    </message>
    <message>
        <source>Agroindustria</source>
        <translation>Agro-industry</translation>
    </message>
    <message>
        <source>Manufactura</source>
        <translation>Manufacturing</translation>
    </message>
    <message>
        <source>Servicios</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>No aplica</source>
        <translation>Not applicable</translation>
    </message>
    <message>
        <source>Sin respuesta</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>{value} de {max}</source>
        <translation>{value} of {max}</translation>
    </message>
    <message>
        <source>antes, {wave}: {value}</source>
        <translation>before, {wave}: {value}</translation>
    </message>
    <message>
        <source>sin respuesta</source>
        <translation>no answer</translation>
    </message>
</context>
</TS>
