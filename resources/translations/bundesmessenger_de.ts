<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Invitation sent.</source>
        <translation>Einladung gesendet.</translation>
    </message>
    <message>
        <source>Leave {room}?</source>
        <translation>{room} verlassen?</translation>
    </message>
    <message>
        <source>You will no longer receive messages of this room. To come back you may need an invitation.</source>
        <translation>Sie erhalten dann keine Nachrichten dieses Raums mehr. Für die Rückkehr brauchen Sie möglicherweise eine Einladung.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Sign out?</source>
        <translation>Abmelden?</translation>
    </message>
    <message>
        <source>The keys and messages on this device are deleted. Encrypted messages that no other device of yours can read are lost.</source>
        <translation>Schlüssel und Nachrichten auf diesem Gerät werden gelöscht. Verschlüsselte Nachrichten, die kein anderes Ihrer Geräte lesen kann, gehen verloren.</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>Verbindung prüfen</translation>
    </message>
    <message>
        <source>Connected again</source>
        <translation>Wieder verbunden</translation>
    </message>
    <message>
        <source>No connection. You can read and write; messages are sent as soon as it is back.</source>
        <translation>Keine Verbindung. Sie können lesen und schreiben; Nachrichten werden gesendet, sobald sie wieder besteht.</translation>
    </message>
    <message>
        <source>No connection.</source>
        <translation>Keine Verbindung.</translation>
    </message>
    <message>
        <source>Next try in one second.</source>
        <translation>Nächster Versuch in einer Sekunde.</translation>
    </message>
    <message>
        <source>Next try in {n} seconds.</source>
        <translation>Nächster Versuch in {n} Sekunden.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Sign in …</source>
        <translation>Anmelden …</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>Erneut anmelden</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbindung wird aufgebaut …</translation>
    </message>
    <message>
        <source>Loading earlier messages …</source>
        <translation>Frühere Nachrichten werden geladen …</translation>
    </message>
    <message>
        <source>Back to the rooms</source>
        <translation>Zurück zu den Räumen</translation>
    </message>
    <message>
        <source>You are not a member of this room.</source>
        <translation>Sie sind nicht Mitglied dieses Raums.</translation>
    </message>
    <message>
        <source>Messages in {name}</source>
        <translation>Nachrichten in {name}</translation>
    </message>
    <message>
        <source>First new message</source>
        <translation>Erste neue Nachricht</translation>
    </message>
    <message>
        <source>Go to the first new message</source>
        <translation>Zur ersten neuen Nachricht</translation>
    </message>
    <message>
        <source>One new message</source>
        <translation>Eine neue Nachricht</translation>
    </message>
    <message>
        <source>{n} new messages</source>
        <translation>{n} neue Nachrichten</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>Zur neuesten Nachricht</translation>
    </message>
    <message>
        <source>Edit the message</source>
        <translation>Nachricht bearbeiten</translation>
    </message>
    <message>
        <source>In a thread with {name}</source>
        <translation>In einem Thread mit {name}</translation>
    </message>
    <message>
        <source>Reply to {name}</source>
        <translation>Antwort an {name}</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Nachricht schreiben</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>Dateien senden</translation>
    </message>
    <message>
        <source>Insert emoji</source>
        <translation>Emoji einfügen</translation>
    </message>
    <message>
        <source>Record a voice message</source>
        <translation>Sprachnachricht aufnehmen</translation>
    </message>
    <message>
        <source>Write an encrypted message</source>
        <translation>Verschlüsselte Nachricht schreiben</translation>
    </message>
    <message>
        <source>Write a message (not encrypted)</source>
        <translation>Nachricht schreiben (unverschlüsselt)</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>End-to-end encrypted messenger for public administration. Free software, EUPL-1.2.</source>
        <translation>Ende-zu-Ende-verschlüsselter Messenger für die öffentliche Verwaltung. Freie Software, EUPL-1.2.</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Account: {user}</source>
        <translation>Konto: {user}</translation>
    </message>
    <message>
        <source>Device: {device}</source>
        <translation>Gerät: {device}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose somebody from the list, or write a whole user name: {name}</source>
        <translation>Wählen Sie jemanden aus der Liste, oder schreiben Sie einen ganzen Benutzernamen: {name}</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neue Unterhaltung</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Direct chat with one person</source>
        <translation>Direktnachricht an eine Person</translation>
    </message>
    <message>
        <source>Room for several people</source>
        <translation>Raum für mehrere Personen</translation>
    </message>
    <message>
        <source>Public room, which everybody may join</source>
        <translation>Öffentlicher Raum, dem alle beitreten dürfen</translation>
    </message>
    <message>
        <source>Space: a folder of rooms</source>
        <translation>Space: ein Ordner für Räume</translation>
    </message>
    <message>
        <source>Your organisation does not permit you to create rooms. You can write to one person directly.</source>
        <translation>Ihre Organisation erlaubt Ihnen nicht, Räume anzulegen. Einer einzelnen Person können Sie direkt schreiben.</translation>
    </message>
    <message>
        <source>For example: Budget working group</source>
        <translation>Zum Beispiel: AG Haushalt</translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translation>Name des Raums</translation>
    </message>
    <message>
        <source>Topic (optional)</source>
        <translation>Thema (freiwillig)</translation>
    </message>
    <message>
        <source>Address (optional)</source>
        <translation>Adresse (freiwillig)</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Search by name, or write a user name like @anna:server.</source>
        <translation>Suchen Sie nach dem Namen, oder schreiben Sie einen Benutzernamen wie @anna:server.</translation>
    </message>
    <message>
        <source>Encrypt this room end to end (cannot be turned off later)</source>
        <translation>Raum Ende-zu-Ende verschlüsseln (später nicht abschaltbar)</translation>
    </message>
    <message>
        <source>Others find the room as {address}.</source>
        <translation>Andere finden den Raum unter {address}.</translation>
    </message>
    <message>
        <source>Name the one person you want to write to.</source>
        <translation>Nennen Sie die eine Person, der Sie schreiben möchten.</translation>
    </message>
    <message>
        <source>Give the room a name.</source>
        <translation>Geben Sie dem Raum einen Namen.</translation>
    </message>
    <message>
        <source>Invite at most {n} people at once.</source>
        <translation>Laden Sie höchstens {n} Personen auf einmal ein.</translation>
    </message>
    <message>
        <source>Invite to {room}</source>
        <translation>In {room} einladen</translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>Einladen</translation>
    </message>
    <message>
        <source>Name somebody to invite.</source>
        <translation>Nennen Sie, wen Sie einladen möchten.</translation>
    </message>
    <message>
        <source>1 member</source>
        <translation>1 Mitglied</translation>
    </message>
    <message>
        <source>{n} members</source>
        <translation>{n} Mitglieder</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Room settings</source>
        <translation>Raumeinstellungen</translation>
    </message>
    <message>
        <source>Report this room …</source>
        <translation>Diesen Raum melden …</translation>
    </message>
    <message>
        <source>Leave and forget …</source>
        <translation>Verlassen und vergessen …</translation>
    </message>
    <message>
        <source>You may read in this room, but not write.</source>
        <translation>Sie dürfen in diesem Raum lesen, aber nicht schreiben.</translation>
    </message>
    <message>
        <source>This room has been replaced. Write in the new room.</source>
        <translation>Dieser Raum wurde ersetzt. Schreiben Sie im neuen Raum.</translation>
    </message>
    <message>
        <source>The new room does not say that it continues this one. Ask before you trust it.</source>
        <translation>Der neue Raum gibt nicht an, diesen fortzusetzen. Fragen Sie nach, bevor Sie ihm vertrauen.</translation>
    </message>
    <message>
        <source>This room has been replaced.</source>
        <translation>Dieser Raum wurde ersetzt.</translation>
    </message>
    <message>
        <source>Go to the new room</source>
        <translation>Zum neuen Raum</translation>
    </message>
    <message>
        <source>Join the new room …</source>
        <translation>Neuem Raum beitreten …</translation>
    </message>
    <message>
        <source>Join the new room?</source>
        <translation>Dem neuen Raum beitreten?</translation>
    </message>
    <message>
        <source>Whoever administrates the old room has named a new one. Its members see that you join.</source>
        <translation>Wer den alten Raum verwaltet, hat einen neuen angegeben. Dessen Mitglieder sehen, dass Sie beitreten.</translation>
    </message>
    <message>
        <source>a room</source>
        <translation>einem Raum</translation>
    </message>
    <message>
        <source>{who} banned you from {room}.</source>
        <translation>{who} hat Sie aus {room} ausgeschlossen und gesperrt.</translation>
    </message>
    <message>
        <source>{who} removed you from {room}.</source>
        <translation>{who} hat Sie aus {room} entfernt.</translation>
    </message>
    <message>
        <source>You give up rights in this room. Only somebody with more rights can give them back to you.</source>
        <translation>Sie geben Rechte in diesem Raum ab. Nur jemand mit mehr Rechten kann sie Ihnen zurückgeben.</translation>
    </message>
    <message>
        <source>Nobody else in this room can change roles: it would stay so for ever.</source>
        <translation>Niemand sonst in diesem Raum kann Rollen ändern: Es bliebe für immer so.</translation>
    </message>
    <message>
        <source>Give up your role?</source>
        <translation>Ihre Rolle abgeben?</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>Abgeben</translation>
    </message>
    <message>
        <source>{name} gets as many rights as you have. You cannot take them back.</source>
        <translation>{name} erhält so viele Rechte wie Sie. Sie können sie nicht wieder entziehen.</translation>
    </message>
    <message>
        <source>Make {name} {role}?</source>
        <translation>{name} die Rolle „{role}“ geben?</translation>
    </message>
    <message>
        <source>Give this role</source>
        <translation>Rolle geben</translation>
    </message>
    <message>
        <source>Withdraw the invitation of {name}?</source>
        <translation>Einladung von {name} zurückziehen?</translation>
    </message>
    <message>
        <source>The person can be invited again.</source>
        <translation>Die Person kann erneut eingeladen werden.</translation>
    </message>
    <message>
        <source>Refuse the request of {name}?</source>
        <translation>Anfrage von {name} ablehnen?</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>The person can ask again. To prevent that, ban them.</source>
        <translation>Die Person kann erneut anfragen. Um das zu verhindern, sperren Sie sie.</translation>
    </message>
    <message>
        <source>Remove {name} from the room?</source>
        <translation>{name} aus dem Raum entfernen?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Who was invited can come back only with a new invitation; into an open room at any time.</source>
        <translation>Zurückkommen kann die Person nur mit einer neuen Einladung, in einen offenen Raum jederzeit.</translation>
    </message>
    <message>
        <source>The person is removed and cannot come back until the ban is lifted.</source>
        <translation>Die Person wird entfernt und kann nicht zurückkommen, bis die Sperre aufgehoben wird.</translation>
    </message>
    <message>
        <source>Ban {name} from the room?</source>
        <translation>{name} aus dem Raum sperren?</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>The ban of {name} is lifted.</source>
        <translation>Die Sperre von {name} ist aufgehoben.</translation>
    </message>
    <message>
        <source>{name} may come in now.</source>
        <translation>{name} darf jetzt eintreten.</translation>
    </message>
    <message>
        <source>Ignore {name}?</source>
        <translation>{name} ignorieren?</translation>
    </message>
    <message>
        <source>You no longer see messages and invitations of this person, on all your devices. The person is not told. You can undo this in the list of members.</source>
        <translation>Sie sehen Nachrichten und Einladungen dieser Person nicht mehr, auf allen Ihren Geräten. Die Person erfährt davon nichts. In der Mitgliederliste können Sie das rückgängig machen.</translation>
    </message>
    <message>
        <source>Looking for suggestions …</source>
        <translation>Vorschläge werden gesucht …</translation>
    </message>
    <message>
        <source>Add “{word}” to the dictionary</source>
        <translation>„{word}“ ins Wörterbuch aufnehmen</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <source>No suggestions</source>
        <translation>Keine Vorschläge</translation>
    </message>
    <message>
        <source>Report {name}?</source>
        <translation>{name} melden?</translation>
    </message>
    <message>
        <source>Report this message?</source>
        <translation>Diese Nachricht melden?</translation>
    </message>
    <message>
        <source>Your report has been sent.</source>
        <translation>Ihre Meldung wurde gesendet.</translation>
    </message>
    <message>
        <source>The administration of your server learns that you report this, and your reason. It cannot read encrypted messages: describe what happened.</source>
        <translation>Die Administration Ihres Servers erfährt, dass Sie dies melden, und Ihre Begründung. Verschlüsselte Nachrichten kann sie nicht lesen: Beschreiben Sie, was vorgefallen ist.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Melden</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>Was ist vorgefallen?</translation>
    </message>
    <message>
        <source>Leave {room} and forget it?</source>
        <translation>{room} verlassen und vergessen?</translation>
    </message>
    <message>
        <source>You leave the room, and its messages are removed from this device. If you come back, you may not be able to read the earlier ones.</source>
        <translation>Sie verlassen den Raum, und seine Nachrichten werden von diesem Gerät entfernt. Falls Sie zurückkommen, können Sie die früheren möglicherweise nicht mehr lesen.</translation>
    </message>
    <message>
        <source>Leave and forget</source>
        <translation>Verlassen und vergessen</translation>
    </message>
    <message>
        <source>Decline and ignore {name}?</source>
        <translation>Ablehnen und {name} ignorieren?</translation>
    </message>
    <message>
        <source>You see no more messages and invitations of this person. The person is not told that you ignore them.</source>
        <translation>Sie sehen keine Nachrichten und Einladungen dieser Person mehr. Die Person erfährt nicht, dass Sie sie ignorieren.</translation>
    </message>
    <message>
        <source>Decline and ignore</source>
        <translation>Ablehnen und ignorieren</translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>Diesen Link öffnen?</translation>
    </message>
    <message>
        <source>Find rooms</source>
        <translation>Räume finden</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Name, topic, or address of a room</source>
        <translation>Name, Thema oder Adresse eines Raums</translation>
    </message>
    <message>
        <source>Room directory</source>
        <translation>Raumverzeichnis</translation>
    </message>
    <message>
        <source>Rooms that were found</source>
        <translation>Gefundene Räume</translation>
    </message>
    <message>
        <source>Why you ask (optional; everyone in the room can read it)</source>
        <translation>Warum Sie fragen (freiwillig; alle im Raum können es lesen)</translation>
    </message>
    <message>
        <source>Why you ask</source>
        <translation>Warum Sie fragen</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>Hineinsehen</translation>
    </message>
    <message>
        <source>Take out of the space</source>
        <translation>Aus dem Space nehmen</translation>
    </message>
    <message>
        <source>Rooms of {name}</source>
        <translation>Räume von {name}</translation>
    </message>
    <message>
        <source>One room found</source>
        <translation>Ein Raum gefunden</translation>
    </message>
    <message>
        <source>{n} rooms found</source>
        <translation>{n} Räume gefunden</translation>
    </message>
    <message>
        <source>First account</source>
        <translation>Erstes Konto</translation>
    </message>
    <message>
        <source>Signed out by the server. Open it to sign in again.</source>
        <translation>Vom Server abgemeldet. Öffnen Sie es, um sich erneut anzumelden.</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Dieses Fenster</translation>
    </message>
    <message>
        <source>One unread message</source>
        <translation>Eine ungelesene Nachricht</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Not open, no new messages are fetched</source>
        <translation>Nicht geöffnet, neue Nachrichten werden nicht geholt</translation>
    </message>
    <message>
        <source>Not open</source>
        <translation>Nicht geöffnet</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Add another account</source>
        <translation>Weiteres Konto hinzufügen</translation>
    </message>
    <message>
        <source>Loading the accounts …</source>
        <translation>Konten werden geladen …</translation>
    </message>
    <message>
        <source>Each account has a window, keys and messages of its own. To remove one, open it and sign out there.</source>
        <translation>Jedes Konto hat ein eigenes Fenster und eigene Schlüssel und Nachrichten. Um eines zu entfernen, öffnen Sie es und melden sich dort ab.</translation>
    </message>
    <message>
        <source>Ask to be let in</source>
        <translation>Um Einlass bitten</translation>
    </message>
    <message>
        <source>Withdraw request</source>
        <translation>Anfrage zurückziehen</translation>
    </message>
    <message>
        <source>It leads to:</source>
        <translation>Er führt zu:</translation>
    </message>
    <message>
        <source>Whole address</source>
        <translation>Ganze Adresse</translation>
    </message>
    <message>
        <source>This address is unusual: it is not encrypted, not a plain name, or imitates other letters. Open it only if you expected it.</source>
        <translation>Diese Adresse ist ungewöhnlich: Sie ist unverschlüsselt, kein einfacher Name oder ahmt andere Buchstaben nach. Öffnen Sie sie nur, wenn Sie sie erwartet haben.</translation>
    </message>
    <message>
        <source>No conversation is open</source>
        <translation>Keine Unterhaltung geöffnet</translation>
    </message>
    <message>
        <source>Choose one from the list, or press Ctrl+K and type a name.</source>
        <translation>Wählen Sie eine aus der Liste oder drücken Sie Strg+K und tippen Sie einen Namen.</translation>
    </message>
    <message>
        <source>Your conversations will appear here</source>
        <translation>Hier erscheinen Ihre Unterhaltungen</translation>
    </message>
    <message>
        <source>Write to a colleague or create a room. Messages are end-to-end encrypted.</source>
        <translation>Schreiben Sie jemandem oder legen Sie einen Raum an. Nachrichten sind Ende-zu-Ende verschlüsselt.</translation>
    </message>
    <message>
        <source>Room menu</source>
        <translation>Raummenü</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Verschlüsselt</translation>
    </message>
    <message>
        <source>Not encrypted</source>
        <translation>Unverschlüsselt</translation>
    </message>
    <message>
        <source>Copy link to this person</source>
        <translation>Link zu dieser Person kopieren</translation>
    </message>
    <message>
        <source>This is you.</source>
        <translation>Das sind Sie.</translation>
    </message>
    <message>
        <source>One device</source>
        <translation>Ein Gerät</translation>
    </message>
    <message>
        <source>{n} devices</source>
        <translation>{n} Geräte</translation>
    </message>
    <message>
        <source>Hide devices</source>
        <translation>Geräte ausblenden</translation>
    </message>
    <message>
        <source>Withdraw verification …</source>
        <translation>Verifizierung zurückziehen …</translation>
    </message>
    <message>
        <source>Accept new identity</source>
        <translation>Neue Identität annehmen</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>Erneut verifizieren</translation>
    </message>
    <message>
        <source>Withdraw the verification?</source>
        <translation>Verifizierung zurückziehen?</translation>
    </message>
    <message>
        <source>You accept the new digital identity of {name} without having verified it. You can write again, but you cannot be sure who reads it.</source>
        <translation>Sie nehmen die neue digitale Identität von {name} an, ohne sie verifiziert zu haben. Sie können wieder schreiben, aber nicht sicher sein, wer es liest.</translation>
    </message>
    <message>
        <source>You are no longer warned if the digital identity of {name} changes. You can verify again.</source>
        <translation>Sie werden nicht mehr gewarnt, wenn sich die digitale Identität von {name} ändert. Sie können erneut verifizieren.</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Zurückziehen</translation>
    </message>
    <message>
        <source>Accept the new identity?</source>
        <translation>Neue Identität annehmen?</translation>
    </message>
    <message>
        <source>Do this if {name} has told you that they have set up their messenger anew. It is safer to verify each other.</source>
        <translation>Tun Sie das, wenn {name} Ihnen gesagt hat, dass der Messenger neu eingerichtet wurde. Sicherer ist es, sich gegenseitig zu verifizieren.</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>The verification did not start</source>
        <translation>Die Verifizierung wurde nicht gestartet</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>The two devices agree on what to compare.</source>
        <translation>Die beiden Geräte stimmen ab, was verglichen wird.</translation>
    </message>
    <message>
        <source>Waiting for the other side</source>
        <translation>Warten auf die andere Seite</translation>
    </message>
    <message>
        <source>You are done. Now {who} has to confirm too.</source>
        <translation>Sie sind fertig. Jetzt muss {who} noch bestätigen.</translation>
    </message>
    <message>
        <source>Answered on another device</source>
        <translation>Auf einem anderen Gerät beantwortet</translation>
    </message>
    <message>
        <source>You have answered this request on another device of yours. Go on there.</source>
        <translation>Sie haben diese Anfrage auf einem anderen Ihrer Geräte beantwortet. Machen Sie dort weiter.</translation>
    </message>
    <message>
        <source>Waiting for an answer</source>
        <translation>Warten auf eine Antwort</translation>
    </message>
    <message>
        <source>Open the messenger on your other device now. There you are asked whether you want to verify this device. Accept that.</source>
        <translation>Öffnen Sie jetzt den Messenger auf Ihrem anderen Gerät. Dort werden Sie gefragt, ob Sie dieses Gerät verifizieren möchten. Nehmen Sie das an.</translation>
    </message>
    <message>
        <source>{who} has been asked. It works best if you telephone or sit together now.</source>
        <translation>{who} wurde gefragt. Am besten telefonieren Sie jetzt oder sitzen zusammen.</translation>
    </message>
    <message>
        <source>Use recovery key instead</source>
        <translation>Stattdessen Wiederherstellungsschlüssel verwenden</translation>
    </message>
    <message>
        <source>The request expires in less than a minute.</source>
        <translation>Die Anfrage läuft in weniger als einer Minute ab.</translation>
    </message>
    <message>
        <source>The request is valid for one more minute.</source>
        <translation>Die Anfrage gilt noch eine Minute.</translation>
    </message>
    <message>
        <source>Valid for {n} more minutes.</source>
        <translation>Die Anfrage gilt noch {n} Minuten.</translation>
    </message>
    <message>
        <source>Verification request</source>
        <translation>Verifizierungsanfrage</translation>
    </message>
    <message>
        <source>The device {who} wants to be verified. Accept only if you signed in there yourself.</source>
        <translation>Das Gerät {who} möchte verifiziert werden. Nehmen Sie nur an, wenn Sie sich dort selbst angemeldet haben.</translation>
    </message>
    <message>
        <source>{who} wants to verify that you are really writing with each other.</source>
        <translation>{who} möchte mit Ihnen verifizieren, dass Sie wirklich miteinander schreiben.</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>How do you want to verify?</source>
        <translation>Wie möchten Sie verifizieren?</translation>
    </message>
    <message>
        <source>Scan this code with your other device.</source>
        <translation>Scannen Sie diesen Code mit Ihrem anderen Gerät.</translation>
    </message>
    <message>
        <source>Let {who} scan this code.</source>
        <translation>Lassen Sie {who} diesen Code scannen.</translation>
    </message>
    <message>
        <source>Compare symbols</source>
        <translation>Symbole vergleichen</translation>
    </message>
    <message>
        <source>Both sides see seven symbols. You check that they are the same.</source>
        <translation>Beide Seiten sehen sieben Symbole. Sie prüfen, ob es dieselben sind.</translation>
    </message>
    <message>
        <source>Scan the code of the other side</source>
        <translation>Code der anderen Seite scannen</translation>
    </message>
    <message>
        <source>From the screen, a picture file or the clipboard.</source>
        <translation>Vom Bildschirm, aus einer Bilddatei oder aus der Zwischenablage.</translation>
    </message>
    <message>
        <source>Are the numbers the same?</source>
        <translation>Sind die Zahlen gleich?</translation>
    </message>
    <message>
        <source>Are the symbols the same?</source>
        <translation>Sind die Symbole gleich?</translation>
    </message>
    <message>
        <source>Look at your other device. It has to show the same, in the same order.</source>
        <translation>Schauen Sie auf Ihr anderes Gerät. Es muss dasselbe in derselben Reihenfolge zeigen.</translation>
    </message>
    <message>
        <source>Read them out to each other, best by telephone or face to face, not here in the chat. {who} has to see the same, in the same order.</source>
        <translation>Lesen Sie sie sich gegenseitig vor, am besten am Telefon oder persönlich, nicht hier im Chat. {who} muss dasselbe in derselben Reihenfolge sehen.</translation>
    </message>
    <message>
        <source>Compare symbols instead</source>
        <translation>Stattdessen Symbole vergleichen</translation>
    </message>
    <message>
        <source>Compare numbers instead</source>
        <translation>Stattdessen Zahlen vergleichen</translation>
    </message>
    <message>
        <source>They differ</source>
        <translation>Nicht gleich</translation>
    </message>
    <message>
        <source>They are the same</source>
        <translation>Alle gleich</translation>
    </message>
    <message>
        <source>Has the other side scanned the code?</source>
        <translation>Hat die andere Seite den Code gescannt?</translation>
    </message>
    <message>
        <source>Look at your other device. Does it show that scanning has succeeded?</source>
        <translation>Schauen Sie auf Ihr anderes Gerät. Zeigt es, dass das Scannen geklappt hat?</translation>
    </message>
    <message>
        <source>Does the device of {who} show that scanning has succeeded?</source>
        <translation>Zeigt das Gerät von {who}, dass das Scannen geklappt hat?</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Yes, it does</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Both devices trust each other now. Older messages become readable within a few minutes.</source>
        <translation>Beide Geräte vertrauen sich jetzt. Ältere Nachrichten werden innerhalb weniger Minuten lesbar.</translation>
    </message>
    <message>
        <source>From now on you can be sure that you are really writing with {who}.</source>
        <translation>Ab jetzt können Sie sicher sein, dass Sie wirklich mit {who} schreiben.</translation>
    </message>
    <message>
        <source>You are warned if the digital identity ever changes.</source>
        <translation>Sie werden gewarnt, falls sich die digitale Identität einmal ändert.</translation>
    </message>
    <message>
        <source>Not verified: something is wrong</source>
        <translation>Nicht verifiziert: Etwas stimmt nicht</translation>
    </message>
    <message>
        <source>Often somebody has only misread a symbol. But it is also possible that somebody is between the two devices and listens.</source>
        <translation>Oft hat sich nur jemand verlesen. Es kann aber auch sein, dass sich jemand zwischen die beiden Geräte geschaltet hat und mitliest.</translation>
    </message>
    <message>
        <source>Do not write anything confidential for now.</source>
        <translation>Schreiben Sie vorerst nichts Vertrauliches.</translation>
    </message>
    <message>
        <source>Try again, and compare face to face or by telephone.</source>
        <translation>Versuchen Sie es erneut und vergleichen Sie persönlich oder am Telefon.</translation>
    </message>
    <message>
        <source>If it happens again, tell your IT department.</source>
        <translation>Geschieht es wieder, sagen Sie Ihrer IT Bescheid.</translation>
    </message>
    <message>
        <source>Let {who} show the code, and bring a picture of it here: a screenshot or a photo.</source>
        <translation>Lassen Sie sich den Code von {who} zeigen und bringen Sie ein Bild davon hierher: ein Bildschirmfoto oder ein Foto.</translation>
    </message>
    <message>
        <source>Search the screen</source>
        <translation>Bildschirm absuchen</translation>
    </message>
    <message>
        <source>If the code is in another window, for example in a video conference.</source>
        <translation>Wenn der Code in einem anderen Fenster zu sehen ist, zum Beispiel in einer Videokonferenz.</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>Bild öffnen</translation>
    </message>
    <message>
        <source>A photo or screenshot. You can also drop the file here.</source>
        <translation>Ein Foto oder Bildschirmfoto. Sie können die Datei auch hierher ziehen.</translation>
    </message>
    <message>
        <source>Take it from the clipboard</source>
        <translation>Aus der Zwischenablage nehmen</translation>
    </message>
    <message>
        <source>A picture that you have copied.</source>
        <translation>Ein Bild, das Sie kopiert haben.</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>No QR code of a verification was found. Show the whole code, sharp and straight.</source>
        <translation>Es wurde kein QR-Code einer Verifizierung gefunden. Der Code muss ganz, scharf und gerade zu sehen sein.</translation>
    </message>
    <message>
        <source>{name} would like to write to you.</source>
        <translation>{name} möchte Ihnen schreiben.</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>Jemand</translation>
    </message>
    <message>
        <source>You have verified this person.</source>
        <translation>Sie haben diese Person verifiziert.</translation>
    </message>
    <message>
        <source>The digital identity of this person has changed. Ask them another way.</source>
        <translation>Die digitale Identität dieser Person hat sich geändert. Fragen Sie auf anderem Weg nach.</translation>
    </message>
    <message>
        <source>You have not verified this person.</source>
        <translation>Sie haben diese Person nicht verifiziert.</translation>
    </message>
    <message>
        <source>The person is external, of the server {server}.</source>
        <translation>Die Person ist extern, vom Server {server}.</translation>
    </message>
    <message>
        <source>Rooms that you share: {rooms}</source>
        <translation>Gemeinsame Räume: {rooms}</translation>
    </message>
    <message>
        <source>You share no room with this person.</source>
        <translation>Sie haben mit dieser Person keinen gemeinsamen Raum.</translation>
    </message>
    <message>
        <source>The room has 1 member.</source>
        <translation>Der Raum hat 1 Mitglied.</translation>
    </message>
    <message>
        <source>The room has {n} members.</source>
        <translation>Der Raum hat {n} Mitglieder.</translation>
    </message>
    <message>
        <source>The room is encrypted.</source>
        <translation>Der Raum ist verschlüsselt.</translation>
    </message>
    <message>
        <source>The room is not encrypted.</source>
        <translation>Der Raum ist nicht verschlüsselt.</translation>
    </message>
    <message>
        <source>Everybody can join this room.</source>
        <translation>Alle können diesem Raum beitreten.</translation>
    </message>
    <message>
        <source>Decline and ignore …</source>
        <translation>Ablehnen und ignorieren …</translation>
    </message>
    <message>
        <source>Report …</source>
        <translation>Melden …</translation>
    </message>
    <message>
        <source>You have asked to join this room. Somebody has to let you in.</source>
        <translation>Sie haben um Beitritt zu diesem Raum gebeten. Jemand muss Sie einlassen.</translation>
    </message>
    <message>
        <source>{name} invites you to this room.</source>
        <translation>{name} lädt Sie in diesen Raum ein.</translation>
    </message>
    <message>
        <source>Whoever invites you sees whether you accept. Accept only if you know the person.</source>
        <translation>Wer Sie einlädt, sieht, ob Sie annehmen. Nehmen Sie nur an, wenn Sie die Person kennen.</translation>
    </message>
    <message>
        <source>You get an invitation when you are let in.</source>
        <translation>Sie erhalten eine Einladung, wenn Sie eingelassen werden.</translation>
    </message>
    <message>
        <source>Take the request back</source>
        <translation>Anfrage zurückziehen</translation>
    </message>
    <message>
        <source>Invitation from {name}</source>
        <translation>Einladung von {name}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>one unread message</source>
        <translation>eine ungelesene Nachricht</translation>
    </message>
    <message>
        <source>{n} unread messages</source>
        <translation>{n} ungelesene Nachrichten</translation>
    </message>
    <message>
        <source>marked as unread</source>
        <translation>als ungelesen markiert</translation>
    </message>
    <message>
        <source>you were mentioned</source>
        <translation>Sie wurden erwähnt</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>mentions only</source>
        <translation>nur Erwähnungen</translation>
    </message>
    <message>
        <source>Dismiss notice</source>
        <translation>Hinweis schließen</translation>
    </message>
    <message>
        <source>At least {n} characters, not all the same.</source>
        <translation>Mindestens {n} Zeichen, nicht immer dieselben.</translation>
    </message>
    <message>
        <source>The unlock code is not right. Try again in one second.</source>
        <translation>Der Entsperrcode stimmt nicht. Versuchen Sie es in einer Sekunde noch einmal.</translation>
    </message>
    <message>
        <source>The unlock code is not right. Try again in {n} seconds.</source>
        <translation>Der Entsperrcode stimmt nicht. Versuchen Sie es in {n} Sekunden noch einmal.</translation>
    </message>
    <message>
        <source>The unlock code is not right.</source>
        <translation>Der Entsperrcode stimmt nicht.</translation>
    </message>
    <message>
        <source>Unlock code</source>
        <translation>Entsperrcode</translation>
    </message>
    <message>
        <source>Nobody can tell you the code. You can sign out on this computer: the keys and messages on it are deleted. Sign in again then, and use your recovery key to read your messages.</source>
        <translation>Niemand kann Ihnen den Code nennen. Sie können sich auf diesem Rechner abmelden: Die Schlüssel und Nachrichten darauf werden gelöscht. Melden Sie sich danach neu an und verwenden Sie Ihren Wiederherstellungsschlüssel, um Ihre Nachrichten zu lesen.</translation>
    </message>
    <message>
        <source>Sign out and delete</source>
        <translation>Abmelden und löschen</translation>
    </message>
    <message>
        <source>Your organisation wants the window to be locked when nobody is at the computer. With this code you open it again.</source>
        <translation>Ihre Organisation möchte, dass das Fenster gesperrt wird, wenn niemand am Rechner ist. Mit diesem Code öffnen Sie es wieder.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Enter your unlock code to go on where you stopped.</source>
        <translation>Geben Sie Ihren Entsperrcode ein, um dort weiterzumachen, wo Sie aufgehört haben.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Passphrase forgotten?</source>
        <translation>Passphrase vergessen?</translation>
    </message>
    <message>
        <source>Code forgotten?</source>
        <translation>Code vergessen?</translation>
    </message>
    <message>
        <source>You can try again now.</source>
        <translation>Sie können es jetzt noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Export keys</source>
        <translation>Schlüssel exportieren</translation>
    </message>
    <message>
        <source>Import keys</source>
        <translation>Schlüssel importieren</translation>
    </message>
    <message>
        <source>Export keys into a file</source>
        <translation>Schlüssel in eine Datei exportieren</translation>
    </message>
    <message>
        <source>The file contains the keys of all your messages. Whoever has it and the passphrase can read them. You need it only if you cannot use the recovery key.</source>
        <translation>Die Datei enthält die Schlüssel aller Ihrer Nachrichten. Wer sie und die Passphrase hat, kann sie lesen. Sie brauchen sie nur, wenn Sie den Wiederherstellungsschlüssel nicht verwenden können.</translation>
    </message>
    <message>
        <source>Passphrase for the file</source>
        <translation>Passphrase für die Datei</translation>
    </message>
    <message>
        <source>At least {n} characters, best several words.</source>
        <translation>Mindestens {n} Zeichen, am besten mehrere Wörter.</translation>
    </message>
    <message>
        <source>Repeat the passphrase</source>
        <translation>Passphrase wiederholen</translation>
    </message>
    <message>
        <source>Choose file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>BundesMessenger keys</source>
        <translation>BundesMessenger-Schlüssel</translation>
    </message>
    <message>
        <source>Exporting the keys …</source>
        <translation>Schlüssel werden exportiert …</translation>
    </message>
    <message>
        <source>One key was exported.</source>
        <translation>Ein Schlüssel wurde exportiert.</translation>
    </message>
    <message>
        <source>{n} keys were exported.</source>
        <translation>{n} Schlüssel wurden exportiert.</translation>
    </message>
    <message>
        <source>Export complete</source>
        <translation>Export abgeschlossen</translation>
    </message>
    <message>
        <source>Keep the file and the passphrase apart from each other.</source>
        <translation>Bewahren Sie Datei und Passphrase getrennt voneinander auf.</translation>
    </message>
    <message>
        <source>Import keys from a file</source>
        <translation>Schlüssel aus einer Datei importieren</translation>
    </message>
    <message>
        <source>Choose a key file that you exported from a messenger. Older messages become readable with it.</source>
        <translation>Wählen Sie eine Schlüsseldatei, die Sie aus einem Messenger exportiert haben. Ältere Nachrichten werden damit lesbar.</translation>
    </message>
    <message>
        <source>No file chosen</source>
        <translation>Keine Datei gewählt</translation>
    </message>
    <message>
        <source>Passphrase of the file</source>
        <translation>Passphrase der Datei</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Wählen Sie eine Datei.</translation>
    </message>
    <message>
        <source>Enter the passphrase of the file.</source>
        <translation>Geben Sie die Passphrase der Datei ein.</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Importing the keys …</source>
        <translation>Schlüssel werden importiert …</translation>
    </message>
    <message>
        <source>One new key was imported.</source>
        <translation>Ein neuer Schlüssel wurde importiert.</translation>
    </message>
    <message>
        <source>{n} new keys were imported.</source>
        <translation>{n} neue Schlüssel wurden importiert.</translation>
    </message>
    <message>
        <source>Import complete</source>
        <translation>Import abgeschlossen</translation>
    </message>
    <message>
        <source>Messages become readable within a few moments.</source>
        <translation>Nachrichten werden in wenigen Augenblicken lesbar.</translation>
    </message>
    <message>
        <source>{done} of {total} keys</source>
        <translation>{done} von {total} Schlüsseln</translation>
    </message>
    <message>
        <source>One key</source>
        <translation>Ein Schlüssel</translation>
    </message>
    <message>
        <source>{n} keys</source>
        <translation>{n} Schlüssel</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Protect your messages</source>
        <translation>Schützen Sie Ihre Nachrichten</translation>
    </message>
    <message>
        <source>This computer offers no key store. Choose a passphrase of several words; you enter it at every start. Nobody can restore it for you.</source>
        <translation>Dieser Rechner bietet keinen Schlüsselspeicher. Wählen Sie eine Passphrase aus mehreren Wörtern; Sie geben sie bei jedem Start ein. Niemand kann sie für Sie wiederherstellen.</translation>
    </message>
    <message>
        <source>Set passphrase</source>
        <translation>Passphrase festlegen</translation>
    </message>
    <message>
        <source>Help: {who}</source>
        <translation>Hilfe: {who}</translation>
    </message>
    <message>
        <source>Enter the passphrase that protects your messages on this computer.</source>
        <translation>Geben Sie die Passphrase ein, die Ihre Nachrichten auf diesem Rechner schützt.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>Die beiden Passphrasen stimmen nicht überein.</translation>
    </message>
    <message>
        <source>The program cannot start</source>
        <translation>Das Programm kann nicht starten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Test notification</source>
        <translation>Probebenachrichtigung</translation>
    </message>
    <message>
        <source>This is how BundesMessenger tells you of new messages.</source>
        <translation>So meldet BundesMessenger neue Nachrichten.</translation>
    </message>
    <message>
        <source>While you were away</source>
        <translation>Während Sie weg waren</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>New message from {name}</source>
        <translation>Neue Nachricht von {name}</translation>
    </message>
    <message>
        <source>{n} new messages in {rooms} rooms</source>
        <translation>{n} neue Nachrichten in {rooms} Räumen</translation>
    </message>
    <message>
        <source>New invitation</source>
        <translation>Neue Einladung</translation>
    </message>
    <message>
        <source>{n} new invitations</source>
        <translation>{n} neue Einladungen</translation>
    </message>
    <message>
        <source>{name} invites you</source>
        <translation>{name} lädt Sie ein</translation>
    </message>
    <message>
        <source>You are a member</source>
        <translation>Sie sind Mitglied</translation>
    </message>
    <message>
        <source>You are invited</source>
        <translation>Sie sind eingeladen</translation>
    </message>
    <message>
        <source>You have asked to be let in</source>
        <translation>Sie haben um Einlass gebeten</translation>
    </message>
    <message>
        <source>You are barred from this room</source>
        <translation>Sie sind aus diesem Raum ausgeschlossen</translation>
    </message>
    <message>
        <source>Open for everyone</source>
        <translation>Offen für alle</translation>
    </message>
    <message>
        <source>On request</source>
        <translation>Auf Anfrage</translation>
    </message>
    <message>
        <source>Open for members of a space</source>
        <translation>Offen für Mitglieder eines Space</translation>
    </message>
    <message>
        <source>By invitation only</source>
        <translation>Nur mit Einladung</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>There is no connection to the network. Check your connection and try again.</source>
        <translation>Es besteht keine Verbindung zum Netz. Prüfen Sie die Verbindung und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This server does not exist. Check the spelling of the server name.</source>
        <translation>Diesen Server gibt es nicht. Prüfen Sie die Schreibweise des Servernamens.</translation>
    </message>
    <message>
        <source>There is no messenger server at this address. Check the server name or ask your IT department.</source>
        <translation>Unter dieser Adresse gibt es keinen Messenger-Server. Prüfen Sie den Servernamen oder fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>This address is not encrypted. Use an address that begins with https://.</source>
        <translation>Diese Adresse ist unverschlüsselt. Verwenden Sie eine Adresse, die mit https:// beginnt.</translation>
    </message>
    <message>
        <source>The secure connection to the server failed, because its certificate is not trusted. Check the date and time of this computer or ask your IT department.</source>
        <translation>Die sichere Verbindung zum Server ist gescheitert, weil seinem Zertifikat nicht vertraut wird. Prüfen Sie Datum und Uhrzeit dieses Rechners oder fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>The server did not answer in time. Try again in a moment.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The server has a problem at the moment. Try again later.</source>
        <translation>Der Server hat gerade eine Störung. Versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>The server gave an answer that cannot be understood. Try again or ask your IT department.</source>
        <translation>Der Server hat unverständlich geantwortet. Versuchen Sie es erneut oder fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>User name or password is not right. Check both and try again.</source>
        <translation>Benutzername oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This account has been deactivated. Ask your IT department.</source>
        <translation>Dieses Konto wurde deaktiviert. Fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>This account is locked. Ask your IT department.</source>
        <translation>Dieses Konto ist gesperrt. Fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>Too many attempts. Try again in one second.</source>
        <translation>Zu viele Versuche. Versuchen Sie es in einer Sekunde erneut.</translation>
    </message>
    <message>
        <source>Too many attempts. Try again in {n} seconds.</source>
        <translation>Zu viele Versuche. Versuchen Sie es in {n} Sekunden erneut.</translation>
    </message>
    <message>
        <source>Too many attempts. Try again in a moment.</source>
        <translation>Zu viele Versuche. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>This is not a valid user name. It looks like name or @name:server.</source>
        <translation>Das ist kein gültiger Benutzername. Er sieht aus wie name oder @name:server.</translation>
    </message>
    <message>
        <source>The messenger is under maintenance until {time}. Try again later.</source>
        <translation>Der Messenger wird bis {time} gewartet. Versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>This device has been signed out by the server. Sign in again.</source>
        <translation>Dieses Gerät wurde vom Server abgemeldet. Melden Sie sich erneut an.</translation>
    </message>
    <message>
        <source>You do not have permission to do this in this room.</source>
        <translation>Dafür fehlt Ihnen in diesem Raum die Berechtigung.</translation>
    </message>
    <message>
        <source>This does not exist, or not any more.</source>
        <translation>Das gibt es nicht oder nicht mehr.</translation>
    </message>
    <message>
        <source>This is too large: at most {size} are possible.</source>
        <translation>Das ist zu groß: Möglich sind höchstens {size}.</translation>
    </message>
    <message>
        <source>This is too large for the server. Shorten the message.</source>
        <translation>Das ist zu groß für den Server. Kürzen Sie die Nachricht.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>This file is not a picture that can be shown.</source>
        <translation>Diese Datei ist kein Bild, das gezeigt werden kann.</translation>
    </message>
    <message>
        <source>The server refused this.</source>
        <translation>Der Server hat das abgelehnt.</translation>
    </message>
    <message>
        <source>Reason given: {reason}</source>
        <translation>Angegebener Grund: {reason}</translation>
    </message>
    <message>
        <source>No microphone can be used. Connect one, end other programs that use it, and check in the privacy settings of your computer whether programs may use the microphone.</source>
        <translation>Es kann kein Mikrofon verwendet werden. Schließen Sie eines an, beenden Sie andere Programme, die es benutzen, und prüfen Sie in den Datenschutzeinstellungen Ihres Rechners, ob Programme das Mikrofon verwenden dürfen.</translation>
    </message>
    <message>
        <source>There is no sound output. Connect speakers or headphones, or ask your IT department.</source>
        <translation>Es gibt keine Tonausgabe. Schließen Sie Lautsprecher oder Kopfhörer an, oder fragen Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>This sound cannot be played here. You can save the file and open it with another program.</source>
        <translation>Dieser Ton kann hier nicht abgespielt werden. Sie können die Datei speichern und mit einem anderen Programm öffnen.</translation>
    </message>
    <message>
        <source>This picture cannot be shown here. You can save the file.</source>
        <translation>Dieses Bild kann hier nicht gezeigt werden. Sie können die Datei speichern.</translation>
    </message>
    <message>
        <source>Checked for malware</source>
        <translation>Auf Schadsoftware geprüft</translation>
    </message>
    <message>
        <source>Your organisation&apos;s scanner has found nothing. Still open only what you expect from this person.</source>
        <translation>Der Prüfdienst Ihrer Organisation hat nichts gefunden. Öffnen Sie trotzdem nur, was Sie von dieser Person erwarten.</translation>
    </message>
    <message>
        <source>Being checked for malware …</source>
        <translation>Wird auf Schadsoftware geprüft …</translation>
    </message>
    <message>
        <source>The file can be opened as soon as it is checked.</source>
        <translation>Die Datei kann geöffnet werden, sobald sie geprüft ist.</translation>
    </message>
    <message>
        <source>Malware found</source>
        <translation>Schadsoftware gefunden</translation>
    </message>
    <message>
        <source>Malware was found in this file. It is neither shown nor saved. If you know the sender, tell your IT department.</source>
        <translation>In dieser Datei wurde Schadsoftware gefunden. Sie wird weder gezeigt noch gespeichert. Wenn Sie den Absender kennen, informieren Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>Kind of file not allowed</source>
        <translation>Art der Datei nicht zugelassen</translation>
    </message>
    <message>
        <source>Your organisation does not let this kind of file pass. It is neither shown nor saved.</source>
        <translation>Ihre Organisation lässt diese Art von Datei nicht zu. Sie wird weder gezeigt noch gespeichert.</translation>
    </message>
    <message>
        <source>Could not be checked</source>
        <translation>Konnte nicht geprüft werden</translation>
    </message>
    <message>
        <source>This file could not be checked for malware and therefore stays closed. Try again later, or ask your IT department.</source>
        <translation>Diese Datei konnte nicht auf Schadsoftware geprüft werden und bleibt deshalb geschlossen. Versuchen Sie es später erneut oder fragen Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>No longer on the server</source>
        <translation>Nicht mehr auf dem Server</translation>
    </message>
    <message>
        <source>The server does not have this file any more. Servers remove files after some time. Ask the sender to send it again.</source>
        <translation>Der Server hat diese Datei nicht mehr. Server entfernen Dateien nach einiger Zeit. Bitten Sie den Absender, sie noch einmal zu senden.</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>The file is checked before it is opened.</source>
        <translation>Die Datei wird geprüft, bevor sie geöffnet wird.</translation>
    </message>
    <message>
        <source>For the check, the scanner of your organisation is given the key of each file and can read the file. Your text messages stay end-to-end encrypted.</source>
        <translation>Für die Prüfung erhält der Prüfdienst Ihrer Organisation den Schlüssel der jeweiligen Datei und kann sie lesen. Ihre Textnachrichten bleiben Ende-zu-Ende-verschlüsselt.</translation>
    </message>
    <message>
        <source>Not sent, because the digital identity of {users} has changed. Verify the identity again before you write.</source>
        <translation>Nicht gesendet, weil sich die digitale Identität von {users} geändert hat. Verifizieren Sie sie erneut, bevor Sie schreiben.</translation>
    </message>
    <message>
        <source>Not sent, because the message could not be encrypted safely for everybody in the room.</source>
        <translation>Nicht gesendet, weil die Nachricht nicht für alle im Raum sicher verschlüsselt werden konnte.</translation>
    </message>
    <message>
        <source>The program is already running with this profile. Use the window that is open.</source>
        <translation>Das Programm läuft bereits mit diesem Profil. Verwenden Sie das geöffnete Fenster.</translation>
    </message>
    <message>
        <source>The profile folder cannot be written to. Check its permissions or ask your IT department.</source>
        <translation>In den Profilordner kann nicht geschrieben werden. Prüfen Sie seine Berechtigungen oder fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>The disk is full. Free some space and try again.</source>
        <translation>Der Datenträger ist voll. Schaffen Sie Platz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This profile was used by a newer version of the program. Install that version.</source>
        <translation>Dieses Profil wurde mit einer neueren Version des Programms verwendet. Installieren Sie diese Version.</translation>
    </message>
    <message>
        <source>This computer offers no key store. Choose a passphrase that protects your messages.</source>
        <translation>Dieser Rechner bietet keinen Schlüsselspeicher. Wählen Sie eine Passphrase, die Ihre Nachrichten schützt.</translation>
    </message>
    <message>
        <source>The key store that holds your key is not available now. Unlock it or sign in to your desktop again.</source>
        <translation>Der Schlüsselspeicher mit Ihrem Schlüssel ist gerade nicht verfügbar. Entsperren Sie ihn oder melden Sie sich am Rechner neu an.</translation>
    </message>
    <message>
        <source>The key store of this computer is locked. Unlock it and try again.</source>
        <translation>Der Schlüsselspeicher dieses Rechners ist gesperrt. Entsperren Sie ihn und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This profile is protected with a passphrase. Enter it.</source>
        <translation>Dieses Profil ist mit einer Passphrase geschützt. Geben Sie sie ein.</translation>
    </message>
    <message>
        <source>The key store of this computer no longer holds the key of this profile. Ask your IT department.</source>
        <translation>Der Schlüsselspeicher dieses Rechners enthält den Schlüssel dieses Profils nicht mehr. Fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>The passphrase is not right. Try again in one second.</source>
        <translation>Die Passphrase stimmt nicht. Versuchen Sie es in einer Sekunde erneut.</translation>
    </message>
    <message>
        <source>The passphrase is not right. Try again in {n} seconds.</source>
        <translation>Die Passphrase stimmt nicht. Versuchen Sie es in {n} Sekunden erneut.</translation>
    </message>
    <message>
        <source>The passphrase is not right. Try again.</source>
        <translation>Die Passphrase stimmt nicht. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The passphrase is too short or too easy to guess. Choose a longer one.</source>
        <translation>Die Passphrase ist zu kurz oder zu leicht zu erraten. Wählen Sie eine längere.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program. Try again; if it happens again, tell your IT department.</source>
        <translation>Im Programm ist etwas schiefgegangen. Versuchen Sie es erneut; geschieht es wieder, sagen Sie Ihrer IT Bescheid.</translation>
    </message>
    <message>
        <source>You had no access to this message when it was sent</source>
        <translation>Sie hatten beim Senden keinen Zugriff auf diese Nachricht</translation>
    </message>
    <message>
        <source>Older messages are not available on this device</source>
        <translation>Ältere Nachrichten sind auf diesem Gerät nicht verfügbar</translation>
    </message>
    <message>
        <source>Message hidden, its sender is not certain</source>
        <translation>Nachricht verborgen, Absender nicht gesichert</translation>
    </message>
    <message>
        <source>Message hidden, the sender&apos;s digital identity has changed</source>
        <translation>Nachricht verborgen, digitale Identität des Absenders hat sich geändert</translation>
    </message>
    <message>
        <source>This message cannot be read</source>
        <translation>Diese Nachricht ist nicht lesbar</translation>
    </message>
    <message>
        <source>The sender did not make this message available to this device</source>
        <translation>Diese Nachricht wurde diesem Gerät nicht zugänglich gemacht</translation>
    </message>
    <message>
        <source>Waiting for this message to become readable</source>
        <translation>Nachricht noch nicht lesbar, Schlüssel fehlt</translation>
    </message>
    <message>
        <source>The key that came for this conversation begins after this message. It becomes readable as soon as an earlier key arrives.</source>
        <translation>Der eingetroffene Schlüssel dieser Unterhaltung beginnt nach dieser Nachricht. Sie wird lesbar, sobald ein früherer Schlüssel eintrifft.</translation>
    </message>
    <message>
        <source>The message was sent before you were a member of this room, so it was not encrypted for you.</source>
        <translation>Die Nachricht wurde gesendet, bevor Sie Mitglied dieses Raums waren, und ist deshalb nicht für Sie verschlüsselt.</translation>
    </message>
    <message>
        <source>The message was sent before you signed in on this device, and there is no backup of its key.</source>
        <translation>Die Nachricht wurde gesendet, bevor Sie sich auf diesem Gerät angemeldet haben, und es gibt keine Sicherung ihres Schlüssels.</translation>
    </message>
    <message>
        <source>The sender&apos;s program only sends to verified devices. Verify this device and ask the sender to send the message again.</source>
        <translation>Das Programm der anderen Seite sendet nur an verifizierte Geräte. Verifizieren Sie dieses Gerät und bitten Sie darum, die Nachricht erneut zu senden.</translation>
    </message>
    <message>
        <source>The sender&apos;s program decided not to share the key of this message with this device.</source>
        <translation>Das Programm der anderen Seite hat den Schlüssel dieser Nachricht nicht mit diesem Gerät geteilt.</translation>
    </message>
    <message>
        <source>The message came from a device that its owner has not confirmed. It could come from somebody else. Ask the sender to verify the device.</source>
        <translation>Die Nachricht kam von einem Gerät, das nicht bestätigt wurde. Sie könnte von jemand anderem stammen. Bitten Sie darum, das Gerät zu verifizieren.</translation>
    </message>
    <message>
        <source>The message came from a device that is unknown or was removed. It could come from somebody else.</source>
        <translation>Die Nachricht kam von einem unbekannten oder entfernten Gerät. Sie könnte von jemand anderem stammen.</translation>
    </message>
    <message>
        <source>The message says it comes from one person, but its key belongs to another. Do not trust it.</source>
        <translation>Die Nachricht nennt eine Person, ihr Schlüssel gehört aber einer anderen. Vertrauen Sie ihr nicht.</translation>
    </message>
    <message>
        <source>You had verified this person, and their digital identity has changed since. Verify it again.</source>
        <translation>Sie hatten diese Person verifiziert, ihre digitale Identität hat sich seitdem geändert. Verifizieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>This is the copy of a message that was shown before. Somebody may be trying to deceive you.</source>
        <translation>Das ist die Kopie einer schon gezeigten Nachricht. Möglicherweise will Sie jemand täuschen.</translation>
    </message>
    <message>
        <source>The message is damaged or was not encrypted correctly.</source>
        <translation>Die Nachricht ist beschädigt oder wurde nicht richtig verschlüsselt.</translation>
    </message>
    <message>
        <source>The message is encrypted in a way this program does not support.</source>
        <translation>Die Nachricht ist auf eine Weise verschlüsselt, die dieses Programm nicht unterstützt.</translation>
    </message>
    <message>
        <source>The key of this message has not arrived yet. It is fetched automatically; you need not do anything. It may help if the sender opens their messenger.</source>
        <translation>Der Schlüssel dieser Nachricht ist noch nicht eingetroffen. Er wird automatisch geholt; Sie müssen nichts tun. Es kann helfen, wenn die andere Seite ihren Messenger öffnet.</translation>
    </message>
    <message>
        <source>Sender does not match</source>
        <translation>Absender passt nicht</translation>
    </message>
    <message>
        <source>There is no recovery key for this account.</source>
        <translation>Für dieses Konto gibt es keinen Wiederherstellungsschlüssel.</translation>
    </message>
    <message>
        <source>What the server keeps under your recovery key is damaged or was changed. It is not used. Verify this device with another one, or tell your IT department.</source>
        <translation>Was der Server unter Ihrem Wiederherstellungsschlüssel aufbewahrt, ist beschädigt oder wurde verändert. Es wird nicht verwendet. Verifizieren Sie dieses Gerät mit einem anderen oder sagen Sie Ihrer IT Bescheid.</translation>
    </message>
    <message>
        <source>The server does not allow this.</source>
        <translation>Der Server erlaubt das nicht.</translation>
    </message>
    <message>
        <source>The password is not right. Try again.</source>
        <translation>Das Passwort stimmt nicht. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>This is too large.</source>
        <translation>Das ist zu groß.</translation>
    </message>
    <message>
        <source>There is a character in it that does not occur in recovery keys. The digit 0, the letters O and I and the small l are never used.</source>
        <translation>Darin ist ein Zeichen, das in Wiederherstellungsschlüsseln nicht vorkommt. Die Ziffer 0, die Buchstaben O und I und das kleine l werden nie verwendet.</translation>
    </message>
    <message>
        <source>The recovery key is too short or too long. It has twelve groups of four characters.</source>
        <translation>Der Wiederherstellungsschlüssel ist zu kurz oder zu lang. Er besteht aus zwölf Gruppen zu je vier Zeichen.</translation>
    </message>
    <message>
        <source>This is not a recovery key. It begins with the letter E.</source>
        <translation>Das ist kein Wiederherstellungsschlüssel. Er beginnt mit dem Buchstaben E.</translation>
    </message>
    <message>
        <source>The recovery key contains a typing error. Compare it letter by letter, also capital and small.</source>
        <translation>Der Wiederherstellungsschlüssel enthält einen Tippfehler. Vergleichen Sie Zeichen für Zeichen, auch Groß- und Kleinschreibung.</translation>
    </message>
    <message>
        <source>There is no passphrase for this account. Enter the recovery key.</source>
        <translation>Für dieses Konto gibt es keine Passphrase. Geben Sie den Wiederherstellungsschlüssel ein.</translation>
    </message>
    <message>
        <source>This recovery key does not belong to your account, or a newer one has replaced it. Use the one you received last.</source>
        <translation>Dieser Wiederherstellungsschlüssel gehört nicht zu Ihrem Konto, oder ein neuerer hat ihn ersetzt. Verwenden Sie den zuletzt erhaltenen.</translation>
    </message>
    <message>
        <source>This person has no digital identity yet, so there is nothing to verify.</source>
        <translation>Diese Person hat noch keine digitale Identität. Es gibt also nichts zu verifizieren.</translation>
    </message>
    <message>
        <source>Verify this device first. After that you can verify other people.</source>
        <translation>Verifizieren Sie zuerst dieses Gerät. Danach können Sie andere Personen verifizieren.</translation>
    </message>
    <message>
        <source>You have no other verified device that could answer.</source>
        <translation>Sie haben kein anderes verifiziertes Gerät, das antworten könnte.</translation>
    </message>
    <message>
        <source>This QR code does not belong to this verification. Scan the code that is shown now.</source>
        <translation>Dieser QR-Code gehört nicht zu dieser Verifizierung. Scannen Sie den Code, der jetzt gezeigt wird.</translation>
    </message>
    <message>
        <source>The verification cannot be started at the moment. Try again later.</source>
        <translation>Die Verifizierung kann gerade nicht gestartet werden. Versuchen Sie es später erneut.</translation>
    </message>
    <message>
        <source>The passphrase does not fit this file, or the file is damaged.</source>
        <translation>Die Passphrase passt nicht zu dieser Datei, oder die Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>This is not a key file. Choose a file that was exported from a messenger.</source>
        <translation>Das ist keine Schlüsseldatei. Wählen Sie eine Datei, die aus einem Messenger exportiert wurde.</translation>
    </message>
    <message>
        <source>The key file is damaged or incomplete.</source>
        <translation>Die Schlüsseldatei ist beschädigt oder unvollständig.</translation>
    </message>
    <message>
        <source>The key file is too large.</source>
        <translation>Die Schlüsseldatei ist zu groß.</translation>
    </message>
    <message>
        <source>The key file was written in a way that this program does not support.</source>
        <translation>Die Schlüsseldatei wurde auf eine Weise geschrieben, die dieses Programm nicht unterstützt.</translation>
    </message>
    <message>
        <source>The file cannot be written. Choose another place.</source>
        <translation>Die Datei kann nicht geschrieben werden. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>Die Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>your other device</source>
        <translation>Ihr anderes Gerät</translation>
    </message>
    <message>
        <source>You have cancelled the verification.</source>
        <translation>Sie haben die Verifizierung abgebrochen.</translation>
    </message>
    <message>
        <source>{who} has cancelled or declined the verification.</source>
        <translation>{who} hat die Verifizierung abgebrochen oder abgelehnt.</translation>
    </message>
    <message>
        <source>Nobody answered in time. Start again when both devices are at hand.</source>
        <translation>Niemand hat rechtzeitig geantwortet. Beginnen Sie von vorn, wenn beide Geräte zur Hand sind.</translation>
    </message>
    <message>
        <source>The request was answered on another device.</source>
        <translation>Die Anfrage wurde auf einem anderen Gerät beantwortet.</translation>
    </message>
    <message>
        <source>The two programs know no common way to verify. Update the other program and try again.</source>
        <translation>Die beiden Programme kennen keinen gemeinsamen Weg. Aktualisieren Sie das andere Programm und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The symbols were not the same on both sides.</source>
        <translation>Die Symbole waren nicht auf beiden Seiten gleich.</translation>
    </message>
    <message>
        <source>The two devices did not see the same keys.</source>
        <translation>Die beiden Geräte haben nicht dieselben Schlüssel gesehen.</translation>
    </message>
    <message>
        <source>Somebody else than expected has answered.</source>
        <translation>Es hat jemand anderes geantwortet als erwartet.</translation>
    </message>
    <message>
        <source>The two programs did not understand each other. Try again.</source>
        <translation>Die beiden Programme haben sich nicht verstanden. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The verification was ended by the other side. Try again.</source>
        <translation>Die andere Seite hat die Verifizierung beendet. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Whether your keys are in the key storage is not known now.</source>
        <extracomment>icon, colour of the scheme, tone of a box</extracomment>
        <translation>Ob Ihre Schlüssel im Schlüsselspeicher sind, ist gerade nicht bekannt.</translation>
    </message>
    <message>
        <source>There is no complete key storage: set it up under Security first if you want to keep your messages.</source>
        <translation>Es gibt keinen vollständigen Schlüsselspeicher: Richten Sie ihn zuerst unter „Sicherheit“ ein, wenn Sie Ihre Nachrichten behalten wollen.</translation>
    </message>
    <message>
        <source>One key is not in the key storage yet. Wait a moment before you sign out.</source>
        <translation>Ein Schlüssel ist noch nicht im Schlüsselspeicher. Warten Sie einen Moment, bevor Sie sich abmelden.</translation>
    </message>
    <message>
        <source>{n} keys are not in the key storage yet. Wait a moment before you sign out.</source>
        <translation>{n} Schlüssel sind noch nicht im Schlüsselspeicher. Warten Sie einen Moment, bevor Sie sich abmelden.</translation>
    </message>
    <message>
        <source>All keys are in the key storage: with the recovery key you can read your messages on another device.</source>
        <translation>Alle Schlüssel sind im Schlüsselspeicher: Mit dem Wiederherstellungsschlüssel können Sie Ihre Nachrichten auf einem anderen Gerät lesen.</translation>
    </message>
    <message>
        <source>In use now</source>
        <translation>Jetzt in Benutzung</translation>
    </message>
    <message>
        <source>Last seen {when} from {address}</source>
        <translation>Zuletzt gesehen {when} von {address}</translation>
    </message>
    <message>
        <source>Last seen {when}</source>
        <translation>Zuletzt gesehen {when}</translation>
    </message>
    <message>
        <source>Not used for {n} days</source>
        <translation>Seit {n} Tagen nicht benutzt</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verifiziert</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Nicht verifiziert</translation>
    </message>
    <message>
        <source>Not confirmed by its owner</source>
        <translation>Nicht von der Person selbst bestätigt</translation>
    </message>
    <message>
        <source>Identifier: {id}</source>
        <translation>Kennung: {id}</translation>
    </message>
    <message>
        <source>Digital identity has changed</source>
        <translation>Digitale Identität geändert</translation>
    </message>
    <message>
        <source>Verified identity has changed</source>
        <translation>Verifizierte Identität hat sich geändert</translation>
    </message>
    <message>
        <source>No digital identity</source>
        <translation>Keine digitale Identität</translation>
    </message>
    <message>
        <source>You have verified that you are really writing with {name}.</source>
        <translation>Sie haben verifiziert, dass Sie wirklich mit {name} schreiben.</translation>
    </message>
    <message>
        <source>Your messages are encrypted. To be sure that nobody pretends to be {name}, verify each other once.</source>
        <translation>Ihre Nachrichten sind verschlüsselt. Damit sich niemand als {name} ausgeben kann, verifizieren Sie sich einmal gegenseitig.</translation>
    </message>
    <message>
        <source>The digital identity of {name} is not the one you saw first. Usually the person has set up their messenger anew. Ask them by telephone if you are not sure.</source>
        <translation>Die digitale Identität von {name} ist nicht mehr die, die Sie zuerst gesehen haben. Meist wurde nur der Messenger neu eingerichtet. Fragen Sie im Zweifel telefonisch nach.</translation>
    </message>
    <message>
        <source>You had verified {name}, and the digital identity is another one now. Until you have verified it again or withdrawn the verification, nothing is sent.</source>
        <translation>Sie hatten {name} verifiziert, die digitale Identität ist jetzt aber eine andere. Bis Sie erneut verifizieren oder die Verifizierung zurückziehen, wird nichts gesendet.</translation>
    </message>
    <message>
        <source>{name} has not set up a digital identity. There is nothing to verify yet, and devices of this person receive no encrypted messages.</source>
        <translation>{name} hat keine digitale Identität eingerichtet. Es gibt noch nichts zu verifizieren, und die Geräte dieser Person erhalten keine verschlüsselten Nachrichten.</translation>
    </message>
    <message>
        <source>The server asks you to sign in again. Your messages stay here, but new ones do not arrive.</source>
        <translation>Der Server bittet Sie, sich erneut anzumelden. Ihre Nachrichten bleiben hier, neue kommen aber nicht an.</translation>
    </message>
    <message>
        <source>The server has signed out this device, for example because it was not used for a long time. Sign in again: this computer becomes a new device, and your messages stay readable here.</source>
        <translation>Der Server hat dieses Gerät abgemeldet, zum Beispiel weil es lange nicht benutzt wurde. Melden Sie sich erneut an: Dieser Rechner wird ein neues Gerät, Ihre Nachrichten bleiben hier lesbar.</translation>
    </message>
    <message>
        <source>This server does not offer what this program needs. Ask your IT department.</source>
        <translation>Dieser Server bietet nicht, was dieses Programm braucht. Fragen Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>This server offers no way of signing in that your organisation permits. Ask your IT department.</source>
        <translation>Dieser Server bietet keinen Anmeldeweg, den Ihre Organisation erlaubt. Fragen Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>The sign-in page refused, or it was cancelled there. Try again or ask your IT department.</source>
        <translation>Die Anmeldeseite hat abgelehnt, oder die Anmeldung wurde dort abgebrochen. Versuchen Sie es erneut oder fragen Sie Ihre IT-Abteilung.</translation>
    </message>
    <message>
        <source>Signing in was not finished in time. Begin again.</source>
        <translation>Die Anmeldung wurde nicht rechtzeitig abgeschlossen. Beginnen Sie neu.</translation>
    </message>
    <message>
        <source>What the browser brought back does not come from your server. You were not signed in. Try again; if this happens once more, tell your IT department.</source>
        <translation>Was der Browser zurückgebracht hat, stammt nicht von Ihrem Server. Sie wurden nicht angemeldet. Versuchen Sie es erneut; geschieht das noch einmal, melden Sie es Ihrer IT-Abteilung.</translation>
    </message>
    <message>
        <source>The messages on this computer belong to {user}. Sign in with this account, or sign out first.</source>
        <translation>Die Nachrichten auf diesem Computer gehören {user}. Melden Sie sich mit diesem Konto an, oder melden Sie es zuerst ab.</translation>
    </message>
    <message>
        <source>Your server wants you to confirm this in the browser.</source>
        <translation>Ihr Server möchte, dass Sie das im Browser bestätigen.</translation>
    </message>
    <message>
        <source>Place, time and camera cannot be removed from this picture. Send it with them or not at all.</source>
        <translation>Ort, Zeit und Kamera lassen sich aus diesem Bild nicht entfernen. Senden Sie es mit diesen Angaben oder gar nicht.</translation>
    </message>
    <message>
        <source>Place, time and camera cannot be removed from this video. Send it with them or not at all.</source>
        <translation>Ort, Zeit und Kamera lassen sich aus diesem Video nicht entfernen. Senden Sie es mit diesen Angaben oder gar nicht.</translation>
    </message>
    <message>
        <source>This video cannot be played here. You can save the file and open it with another program.</source>
        <translation>Dieses Video kann hier nicht abgespielt werden. Sie können die Datei speichern und mit einem anderen Programm öffnen.</translation>
    </message>
    <message>
        <source>This is an older state or a copy of your profile, and its keys were used elsewhere since. Sign in again: this computer becomes a new device, and your messages stay readable here.</source>
        <translation>Das ist ein älterer Stand oder eine Kopie Ihres Profils, dessen Schlüssel seitdem anderswo benutzt wurden. Melden Sie sich erneut an: Dieser Rechner wird ein neues Gerät, Ihre Nachrichten bleiben hier lesbar.</translation>
    </message>
    <message>
        <source>The keys of this device are damaged and cannot be opened. Nothing was deleted. Ask your IT department, or sign in anew with another profile folder and restore your messages with the recovery key.</source>
        <translation>Die Schlüssel dieses Geräts sind beschädigt und lassen sich nicht öffnen. Es wurde nichts gelöscht. Fragen Sie Ihre IT, oder melden Sie sich mit einem anderen Profilordner neu an und stellen Sie Ihre Nachrichten mit dem Wiederherstellungsschlüssel wieder her.</translation>
    </message>
    <message>
        <source>The server does not accept this password. Choose a longer one with different kinds of characters.</source>
        <translation>Der Server nimmt dieses Passwort nicht an. Wählen Sie ein längeres mit verschiedenen Arten von Zeichen.</translation>
    </message>
    <message>
        <source>Your organisation permits files of at most {size}.</source>
        <translation>Ihre Organisation erlaubt Dateien bis {size}.</translation>
    </message>
    <message>
        <source>Your organisation does not permit sending this kind of file.</source>
        <translation>Ihre Organisation erlaubt nicht, diese Art von Datei zu senden.</translation>
    </message>
    <message>
        <source>Your organisation does not permit opening this kind of file. You can save it.</source>
        <translation>Ihre Organisation erlaubt nicht, diese Art von Datei zu öffnen. Sie können sie speichern.</translation>
    </message>
    <message>
        <source>Your organisation does not permit saving or opening files of messages.</source>
        <translation>Ihre Organisation erlaubt das Speichern und Öffnen von Dateien aus Nachrichten nicht.</translation>
    </message>
    <message>
        <source>Your organisation does not permit public rooms. Somebody in the room can invite you.</source>
        <translation>Ihre Organisation erlaubt keine öffentlichen Räume. Jemand aus dem Raum kann Sie einladen.</translation>
    </message>
    <message>
        <source>Your organisation does not permit sending places.</source>
        <translation>Ihre Organisation erlaubt nicht, Orte zu senden.</translation>
    </message>
    <message>
        <source>Your organisation does not permit polls.</source>
        <translation>Ihre Organisation erlaubt keine Umfragen.</translation>
    </message>
    <message>
        <source>Your organisation does not permit voice messages.</source>
        <translation>Ihre Organisation erlaubt keine Sprachnachrichten.</translation>
    </message>
    <message>
        <source>Your organisation does not permit this.</source>
        <translation>Ihre Organisation erlaubt das nicht.</translation>
    </message>
    <message>
        <source>Sender not verified</source>
        <translation>Absender nicht verifiziert</translation>
    </message>
    <message>
        <source>Device not confirmed by its owner</source>
        <translation>Gerät nicht bestätigt</translation>
    </message>
    <message>
        <source>Unknown or removed device</source>
        <translation>Unbekanntes oder entferntes Gerät</translation>
    </message>
    <message>
        <source>Authenticity not certain</source>
        <translation>Echtheit nicht gesichert</translation>
    </message>
    <message>
        <source>This message was not encrypted, although the room is. The server and others could read it.</source>
        <translation>Diese Nachricht war unverschlüsselt, obwohl der Raum verschlüsselt ist. Der Server und andere konnten sie lesen.</translation>
    </message>
    <message>
        <source>The sender of the message does not match the owner of the device that encrypted it.</source>
        <translation>Der Absender der Nachricht passt nicht zum Gerät, das sie verschlüsselt hat.</translation>
    </message>
    <message>
        <source>The message is encrypted. You have not yet verified the person who sent it.</source>
        <translation>Die Nachricht ist verschlüsselt. Sie haben die Person, die sie gesendet hat, noch nicht verifiziert.</translation>
    </message>
    <message>
        <source>The message is encrypted, but its owner has not confirmed the device that sent it.</source>
        <translation>Die Nachricht ist verschlüsselt, aber das sendende Gerät wurde nicht bestätigt.</translation>
    </message>
    <message>
        <source>The message is encrypted by a device that is unknown or has been removed since.</source>
        <translation>Die Nachricht wurde von einem unbekannten oder inzwischen entfernten Gerät verschlüsselt.</translation>
    </message>
    <message>
        <source>The key of this message came from another device or a backup, so who wrote it cannot be proved on this device.</source>
        <translation>Der Schlüssel dieser Nachricht kam von einem anderen Gerät oder aus einer Sicherung. Wer sie geschrieben hat, lässt sich auf diesem Gerät nicht beweisen.</translation>
    </message>
    <message>
        <source>Only the members of this room can read this message.</source>
        <translation>Nur die Mitglieder dieses Raums können diese Nachricht lesen.</translation>
    </message>
    <message>
        <source>The room was changed</source>
        <translation>Der Raum wurde geändert</translation>
    </message>
    <message>
        <source>{who} joined the room</source>
        <translation>{who} hat den Raum betreten</translation>
    </message>
    <message>
        <source>{who} left the room</source>
        <translation>{who} hat den Raum verlassen</translation>
    </message>
    <message>
        <source>{who} invited {whom}</source>
        <translation>{who} hat {whom} eingeladen</translation>
    </message>
    <message>
        <source>{who} declined the invitation</source>
        <translation>{who} hat die Einladung abgelehnt</translation>
    </message>
    <message>
        <source>{who} withdrew the invitation of {whom}</source>
        <translation>{who} hat die Einladung von {whom} zurückgezogen</translation>
    </message>
    <message>
        <source>{who} removed {whom} from the room</source>
        <translation>{who} hat {whom} aus dem Raum entfernt</translation>
    </message>
    <message>
        <source>{who} banned {whom} from the room</source>
        <translation>{who} hat {whom} aus dem Raum verbannt</translation>
    </message>
    <message>
        <source>{who} lifted the ban of {whom}</source>
        <translation>{who} hat die Verbannung von {whom} aufgehoben</translation>
    </message>
    <message>
        <source>{who} asks to join</source>
        <translation>{who} bittet um Beitritt</translation>
    </message>
    <message>
        <source>{who} is now called {what}</source>
        <translation>{who} heißt jetzt {what}</translation>
    </message>
    <message>
        <source>{who} changed their picture</source>
        <translation>{who} hat das eigene Bild geändert</translation>
    </message>
    <message>
        <source>{who} created the room</source>
        <translation>{who} hat den Raum angelegt</translation>
    </message>
    <message>
        <source>{who} renamed the room to {what}</source>
        <translation>{who} hat den Raum in {what} umbenannt</translation>
    </message>
    <message>
        <source>{who} removed the name of the room</source>
        <translation>{who} hat den Namen des Raums entfernt</translation>
    </message>
    <message>
        <source>{who} changed the topic to {what}</source>
        <translation>{who} hat das Thema geändert: {what}</translation>
    </message>
    <message>
        <source>{who} changed the picture of the room</source>
        <translation>{who} hat das Bild des Raums geändert</translation>
    </message>
    <message>
        <source>{who} turned on encryption. Messages can only be read by members of the room.</source>
        <translation>{who} hat die Verschlüsselung eingeschaltet. Nur Mitglieder des Raums können Nachrichten lesen.</translation>
    </message>
    <message>
        <source>{who} changed who can read earlier messages</source>
        <translation>{who} hat geändert, wer frühere Nachrichten lesen kann</translation>
    </message>
    <message>
        <source>{who} changed who may join</source>
        <translation>{who} hat geändert, wer beitreten darf</translation>
    </message>
    <message>
        <source>{who} changed the permissions</source>
        <translation>{who} hat die Berechtigungen geändert</translation>
    </message>
    <message>
        <source>This room was replaced by a new one</source>
        <translation>Dieser Raum wurde durch einen neuen ersetzt</translation>
    </message>
    <message>
        <source>{who} changed the room</source>
        <translation>{who} hat den Raum geändert</translation>
    </message>
    <message>
        <source>{names} and one other</source>
        <translation>{names} und eine weitere Person</translation>
    </message>
    <message>
        <source>{names} and {n} others</source>
        <translation>{names} und {n} weitere</translation>
    </message>
    <message>
        <source>Empty room</source>
        <translation>Leerer Raum</translation>
    </message>
    <message>
        <source>Unnamed room</source>
        <translation>Unbenannter Raum</translation>
    </message>
    <message>
        <source>Encrypted message</source>
        <translation>Verschlüsselte Nachricht</translation>
    </message>
    <message>
        <source>Message deleted</source>
        <translation>Nachricht gelöscht</translation>
    </message>
    <message>
        <source>Message of an unknown kind</source>
        <translation>Nachricht unbekannter Art</translation>
    </message>
    <message>
        <source>File: {name}</source>
        <translation>Datei: {name}</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>Sie: {text}</translation>
    </message>
    <message>
        <source>N</source>
        <translation>N</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>E</source>
        <translation>O</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>New space in {name}</source>
        <translation>Neuer Space in {name}</translation>
    </message>
    <message>
        <source>New space</source>
        <translation>Neuer Space</translation>
    </message>
    <message>
        <source>A space groups rooms, for example those of a department or a project.</source>
        <translation>Ein Space fasst Räume zusammen, zum Beispiel die einer Abteilung oder eines Projekts.</translation>
    </message>
    <message>
        <source>For example: Department Z</source>
        <translation>Zum Beispiel: Abteilung Z</translation>
    </message>
    <message>
        <source>Name of the space</source>
        <translation>Name des Space</translation>
    </message>
    <message>
        <source>What it is for (optional)</source>
        <translation>Wozu er dient (freiwillig)</translation>
    </message>
    <message>
        <source>Private: people are invited</source>
        <translation>Privat: Personen werden eingeladen</translation>
    </message>
    <message>
        <source>Open: everyone on this server may enter</source>
        <translation>Offen: alle auf diesem Server dürfen hinein</translation>
    </message>
    <message>
        <source>Give the space a name.</source>
        <translation>Geben Sie dem Space einen Namen.</translation>
    </message>
    <message>
        <source>Add rooms to {name}</source>
        <translation>Räume zu {name} hinzufügen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Members of the space then see these rooms. Who may enter is settled in each room.</source>
        <translation>Mitglieder des Space sehen dann diese Räume. Wer hinein darf, ist in jedem Raum festgelegt.</translation>
    </message>
    <message>
        <source>Filter rooms</source>
        <translation>Räume filtern</translation>
    </message>
    <message>
        <source>Choose at least one room.</source>
        <translation>Wählen Sie mindestens einen Raum.</translation>
    </message>
    <message>
        <source>You stay in the rooms of the space, unless you choose to leave them as well.</source>
        <translation>Sie bleiben in den Räumen des Space, wenn Sie nicht auswählen, auch diese zu verlassen.</translation>
    </message>
    <message>
        <source>To come back you may need an invitation.</source>
        <translation>Um zurückzukommen, brauchen Sie vielleicht eine Einladung.</translation>
    </message>
    <message>
        <source>Leave all rooms of the space</source>
        <translation>Alle Räume des Space verlassen</translation>
    </message>
    <message>
        <source>Rooms to leave</source>
        <translation>Räume, die verlassen werden</translation>
    </message>
    <message>
        <source>Invitations</source>
        <translation>Einladungen</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Weiterleiten</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Search rooms and people</source>
        <translation>Räume und Personen suchen</translation>
    </message>
    <message>
        <source>{room} (not encrypted)</source>
        <translation>{room} (nicht verschlüsselt)</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>The message comes from an encrypted room. In {room} the operators of the servers can read it. Press “Forward anyway” if that is intended.</source>
        <translation>Die Nachricht stammt aus einem verschlüsselten Raum. In {room} können die Betreiber der Server sie lesen. Wählen Sie „Trotzdem weiterleiten“, wenn das so gewollt ist.</translation>
    </message>
    <message>
        <source>Forward anyway</source>
        <translation>Trotzdem weiterleiten</translation>
    </message>
    <message>
        <source>Forward to {n} rooms</source>
        <translation>An {n} Räume weiterleiten</translation>
    </message>
    <message>
        <source>one unread</source>
        <translation>ein ungelesener Eintrag</translation>
    </message>
    <message>
        <source>{n} unread</source>
        <translation>{n} ungelesene Einträge</translation>
    </message>
    <message>
        <source>one entry</source>
        <translation>ein Eintrag</translation>
    </message>
    <message>
        <source>Kinds of files</source>
        <translation>Arten von Dateien</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Look further back</source>
        <translation>Weiter zurück suchen</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Suche läuft …</translation>
    </message>
    <message>
        <source>No pictures here yet</source>
        <translation>Hier gibt es noch keine Bilder</translation>
    </message>
    <message>
        <source>No files here yet</source>
        <translation>Hier gibt es noch keine Dateien</translation>
    </message>
    <message>
        <source>No voice messages here yet</source>
        <translation>Hier gibt es noch keine Sprachnachrichten</translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation>{n} Einträge</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 Eintrag</translation>
    </message>
    <message>
        <source>Older ones may still be on the server.</source>
        <translation>Ältere können noch auf dem Server liegen.</translation>
    </message>
    <message>
        <source>Voice message</source>
        <translation>Sprachnachricht</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>ausgeklappt</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>eingeklappt</translation>
    </message>
    <message>
        <source>One more room is loading …</source>
        <translation>Ein weiterer Raum wird geladen …</translation>
    </message>
    <message>
        <source>{n} more rooms are loading …</source>
        <translation>{n} weitere Räume werden geladen …</translation>
    </message>
    <message>
        <source>No room has this name.</source>
        <translation>Kein Raum heißt so.</translation>
    </message>
    <message>
        <source>Everything is read.</source>
        <translation>Alles ist gelesen.</translation>
    </message>
    <message>
        <source>You are in no room of this space yet. The space menu shows what it offers.</source>
        <translation>Sie sind noch in keinem Raum dieses Space. Das Space-Menü zeigt, was er bietet.</translation>
    </message>
    <message>
        <source>Loading your conversations …</source>
        <translation>Ihre Unterhaltungen werden geladen …</translation>
    </message>
    <message>
        <source>No conversations yet. Start one with the plus sign, or wait until you are invited.</source>
        <translation>Noch keine Unterhaltungen. Beginnen Sie eine mit dem Pluszeichen oder warten Sie auf eine Einladung.</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>Passwort verbergen</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>Passwort zeigen</translation>
    </message>
    <message>
        <source>Sign in at the proxy</source>
        <translation>Am Proxy anmelden</translation>
    </message>
    <message>
        <source>Passphrase of the certificate</source>
        <translation>Passphrase des Zertifikats</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Keep it in the key store of this computer</source>
        <translation>Im Schlüsselspeicher dieses Rechners aufbewahren</translation>
    </message>
    <message>
        <source>The proxy {proxy} of your network wants to know who you are. This is not your sign-in for the messenger.</source>
        <translation>Der Proxy {proxy} Ihres Netzes möchte wissen, wer Sie sind. Das ist nicht die Anmeldung für den Messenger.</translation>
    </message>
    <message>
        <source>User name for the proxy</source>
        <translation>Benutzername für den Proxy</translation>
    </message>
    <message>
        <source>In a Windows domain: DOMAIN\name</source>
        <translation>In einer Windows-Domäne: DOMÄNE\Name</translation>
    </message>
    <message>
        <source>Password for the proxy</source>
        <translation>Passwort für den Proxy</translation>
    </message>
    <message>
        <source>This computer identifies itself to the server with a certificate that is locked.</source>
        <translation>Dieser Rechner weist sich beim Server mit einem Zertifikat aus, das mit einer Passphrase geschützt ist.</translation>
    </message>
    <message>
        <source>Enter your user name for the proxy.</source>
        <translation>Geben Sie Ihren Benutzernamen für den Proxy ein.</translation>
    </message>
    <message>
        <source>Enter your password for the proxy.</source>
        <translation>Geben Sie Ihr Passwort für den Proxy ein.</translation>
    </message>
    <message>
        <source>Enter the passphrase of the certificate.</source>
        <translation>Geben Sie die Passphrase des Zertifikats ein.</translation>
    </message>
    <message>
        <source>Use the account you got from your organisation.</source>
        <translation>Verwenden Sie das Konto, das Sie von Ihrer Organisation erhalten haben.</translation>
    </message>
    <message>
        <source>For example: messenger.example.de</source>
        <translation>Zum Beispiel: messenger.example.de</translation>
    </message>
    <message>
        <source>End-to-end encrypted messenger for public administration.</source>
        <translation>Ende-zu-Ende-verschlüsselter Messenger für die öffentliche Verwaltung.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Licences of the parts</source>
        <translation>Lizenzen der Bestandteile</translation>
    </message>
    <message>
        <source>Your organisation</source>
        <translation>Ihre Organisation</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Looking at the way to the server …</source>
        <translation>Der Weg zum Server wird geprüft …</translation>
    </message>
    <message>
        <source>Enter the name of the server.</source>
        <translation>Geben Sie den Namen des Servers ein.</translation>
    </message>
    <message>
        <source>Something is wrong on the way to the server.</source>
        <translation>Auf dem Weg zum Server stimmt etwas nicht.</translation>
    </message>
    <message>
        <source>The connection works. One thing to look at.</source>
        <translation>Die Verbindung funktioniert. Ein Punkt ist zu beachten.</translation>
    </message>
    <message>
        <source>The connection works. {n} things to look at.</source>
        <translation>Die Verbindung funktioniert. {n} Punkte sind zu beachten.</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>Die Verbindung funktioniert.</translation>
    </message>
    <message>
        <source>In order</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>Zu beachten</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Privacy policy</source>
        <translation>Datenschutzerklärung</translation>
    </message>
    <message>
        <source>Imprint</source>
        <translation>Impressum</translation>
    </message>
    <message>
        <source>Help page</source>
        <translation>Hilfeseite</translation>
    </message>
    <message>
        <source>The operator has published no privacy policy, imprint or contact.</source>
        <translation>Der Betreiber hat weder Datenschutzerklärung noch Impressum noch Kontakte veröffentlicht.</translation>
    </message>
    <message>
        <source>No telemetry</source>
        <translation>Keine Telemetrie</translation>
    </message>
    <message>
        <source>This program talks to your homeserver only. It sends no statistics and no crash reports.</source>
        <translation>Dieses Programm spricht nur mit Ihrem Server. Es sendet keine Statistiken und keine Absturzberichte.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Who helps</source>
        <translation>Wer hilft</translation>
    </message>
    <message>
        <source>Report a barrier</source>
        <translation>Barriere melden</translation>
    </message>
    <message>
        <source>Report a barrier to</source>
        <translation>Barrieren melden an</translation>
    </message>
    <message>
        <source>Asking to join</source>
        <translation>Bitten um Beitritt</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>Administration</translation>
    </message>
    <message>
        <source>Invited</source>
        <translation>Eingeladen</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Eigentümer</translation>
    </message>
    <message>
        <source>external</source>
        <translation>extern</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>ignoriert</translation>
    </message>
    <message>
        <source>Security reports</source>
        <translation>Meldung von Sicherheitslücken</translation>
    </message>
    <message>
        <source>Moderation</source>
        <translation>Moderation</translation>
    </message>
    <message>
        <source>Data protection</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Copy user name</source>
        <translation>Benutzernamen kopieren</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Account management</source>
        <translation>Kontoverwaltung</translation>
    </message>
    <message>
        <source>Your organisation manages password and sign-in on a page of its own.</source>
        <translation>Ihre Organisation verwaltet Passwort und Anmeldung auf einer eigenen Seite.</translation>
    </message>
    <message>
        <source>Open account management</source>
        <translation>Kontoverwaltung öffnen</translation>
    </message>
    <message>
        <source>Manage devices in the browser</source>
        <translation>Geräte im Browser verwalten</translation>
    </message>
    <message>
        <source>Deactivate the account …</source>
        <translation>Konto deaktivieren …</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Change password …</source>
        <translation>Passwort ändern …</translation>
    </message>
    <message>
        <source>Keys and messages on this device are deleted when you sign out.</source>
        <translation>Beim Abmelden werden Schlüssel und Nachrichten auf diesem Gerät gelöscht.</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>Your organisation sets your name.</source>
        <translation>Ihre Organisation legt Ihren Namen fest.</translation>
    </message>
    <message>
        <source>Choose picture …</source>
        <translation>Bild wählen …</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Choose a picture …</source>
        <translation>Bild auswählen …</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Everybody who sees the room sees the picture; it is not encrypted. It is made smaller first.</source>
        <translation>Wer den Raum sieht, sieht auch das Bild; es ist nicht verschlüsselt. Es wird zuvor verkleinert.</translation>
    </message>
    <message>
        <source>Picture removed.</source>
        <translation>Bild entfernt.</translation>
    </message>
    <message>
        <source>Your organisation sets your picture.</source>
        <translation>Ihre Organisation legt Ihr Bild fest.</translation>
    </message>
    <message>
        <source>Name saved.</source>
        <translation>Name gespeichert.</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Picture saved.</source>
        <translation>Bild gespeichert.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Die Feststelltaste ist aktiv.</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Mehr Optionen</translation>
    </message>
    <message>
        <source>Your devices</source>
        <translation>Ihre Geräte</translation>
    </message>
    <message>
        <source>Loading the devices …</source>
        <translation>Geräte werden geladen …</translation>
    </message>
    <message>
        <source>One device is not verified. If you do not know it, sign it out.</source>
        <translation>Ein Gerät ist nicht verifiziert. Wenn Sie es nicht kennen, melden Sie es ab.</translation>
    </message>
    <message>
        <source>{n} devices are not verified. Sign out those that you do not know.</source>
        <translation>{n} Geräte sind nicht verifiziert. Melden Sie die ab, die Sie nicht kennen.</translation>
    </message>
    <message>
        <source>On these devices you are signed in. Sign out those that you no longer use.</source>
        <translation>Auf diesen Geräten sind Sie angemeldet. Melden Sie die ab, die Sie nicht mehr benutzen.</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Other devices</source>
        <translation>Andere Geräte</translation>
    </message>
    <message>
        <source>Sign out all unverified</source>
        <translation>Alle nicht verifizierten abmelden</translation>
    </message>
    <message>
        <source>Sign out several …</source>
        <translation>Mehrere abmelden …</translation>
    </message>
    <message>
        <source>Which devices do you want to sign out?</source>
        <translation>Welche Geräte möchten Sie abmelden?</translation>
    </message>
    <message>
        <source>Tick at least one device.</source>
        <translation>Kreuzen Sie mindestens ein Gerät an.</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifizieren</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename device</source>
        <translation>Gerät umbenennen</translation>
    </message>
    <message>
        <source>Name of this device</source>
        <translation>Name dieses Geräts</translation>
    </message>
    <message>
        <source>Your contacts can see it when they verify you.</source>
        <translation>Ihre Kontakte können ihn sehen, wenn sie Sie verifizieren.</translation>
    </message>
    <message>
        <source>Give the device a name.</source>
        <translation>Geben Sie dem Gerät einen Namen.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Sign out {name}?</source>
        <translation>{name} abmelden?</translation>
    </message>
    <message>
        <source>Sign out one device?</source>
        <translation>Ein Gerät abmelden?</translation>
    </message>
    <message>
        <source>Sign out {n} devices?</source>
        <translation>{n} Geräte abmelden?</translation>
    </message>
    <message>
        <source>To use the messenger there again, one has to sign in anew.</source>
        <translation>Um den Messenger dort wieder zu benutzen, muss man sich neu anmelden.</translation>
    </message>
    <message>
        <source>Your organisation manages the devices of your account on a page of its own. Sign out there.</source>
        <translation>Ihre Organisation verwaltet die Geräte Ihres Kontos auf einer eigenen Seite. Melden Sie dort ab.</translation>
    </message>
    <message>
        <source>The server asks for your password before it signs out a device.</source>
        <translation>Der Server fragt nach Ihrem Passwort, bevor er ein Gerät abmeldet.</translation>
    </message>
    <message>
        <source>Other accounts</source>
        <translation>Andere Konten</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>Anderer Server</translation>
    </message>
    <message>
        <source>Sign in with another device</source>
        <translation>Mit einem anderen Gerät anmelden</translation>
    </message>
    <message>
        <source>Use user name and password</source>
        <translation>Benutzername und Passwort verwenden</translation>
    </message>
    <message>
        <source>Fewer options</source>
        <translation>Weniger Optionen</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Server wird gefragt …</translation>
    </message>
    <message>
        <source>As {user}. Your messages on this computer stay.</source>
        <translation>Als {user}. Ihre Nachrichten auf diesem Computer bleiben.</translation>
    </message>
    <message>
        <source>Server: {server}</source>
        <translation>Server: {server}</translation>
    </message>
    <message>
        <source>Back to the messages</source>
        <translation>Zurück zu den Nachrichten</translation>
    </message>
    <message>
        <source>Continue in the browser</source>
        <translation>Weiter im Browser</translation>
    </message>
    <message>
        <source>Continue with {name}</source>
        <translation>Weiter mit {name}</translation>
    </message>
    <message>
        <source>Continue with single sign-on</source>
        <translation>Weiter mit Single Sign-On</translation>
    </message>
    <message>
        <source>Use a telephone or computer with a browser.</source>
        <translation>Nehmen Sie ein Telefon oder einen Computer mit Browser.</translation>
    </message>
    <message>
        <source>The sign-in of {server} opens in your browser.</source>
        <translation>Die Anmeldung von {server} öffnet sich in Ihrem Browser.</translation>
    </message>
    <message>
        <source>Enter the name of your server.</source>
        <translation>Geben Sie den Namen Ihres Servers ein.</translation>
    </message>
    <message>
        <source>Enter your user name.</source>
        <translation>Geben Sie Ihren Benutzernamen ein.</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>Geben Sie Ihr Passwort ein.</translation>
    </message>
    <message>
        <source>Signing in …</source>
        <translation>Anmeldung läuft …</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>This program cannot show this kind of message yet</source>
        <translation>Dieses Programm kann diese Art von Nachricht noch nicht zeigen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Show whole message</source>
        <translation>Ganze Nachricht zeigen</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>Fett</translation>
    </message>
    <message>
        <source>Italic</source>
        <translation>Kursiv</translation>
    </message>
    <message>
        <source>Strike through</source>
        <translation>Durchgestrichen</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Quotation</source>
        <translation>Zitat</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Hidden part</source>
        <translation>Verdeckter Teil</translation>
    </message>
    <message>
        <source>Formatting</source>
        <translation>Formatierung</translation>
    </message>
    <message>
        <source>1 person has voted</source>
        <translation>1 Person hat abgestimmt</translation>
    </message>
    <message>
        <source>{n} people have voted</source>
        <translation>{n} Personen haben abgestimmt</translation>
    </message>
    <message>
        <source>Final result</source>
        <translation>Endergebnis</translation>
    </message>
    <message>
        <source>the result is shown when the poll has ended</source>
        <translation>das Ergebnis erscheint, wenn die Umfrage beendet ist</translation>
    </message>
    <message>
        <source>up to {n} answers</source>
        <translation>bis zu {n} Antworten</translation>
    </message>
    <message>
        <source>1 vote</source>
        <translation>1 Stimme</translation>
    </message>
    <message>
        <source>{n} votes</source>
        <translation>{n} Stimmen</translation>
    </message>
    <message>
        <source>Show on a map</source>
        <translation>Auf einer Karte zeigen</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>nicht verfügbar</translation>
    </message>
    <message>
        <source>The file is too large for the server.</source>
        <translation>Die Datei ist zu groß für den Server.</translation>
    </message>
    <message>
        <source>Not sent.</source>
        <translation>Nicht gesendet.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>bearbeitet</translation>
    </message>
    <message>
        <source>Show how it was changed</source>
        <translation>Zeigen, wie sie geändert wurde</translation>
    </message>
    <message>
        <source>Reply to a message</source>
        <translation>Antwort auf eine Nachricht</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Reply in a thread</source>
        <translation>In einem Thread antworten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>React</source>
        <translation>Reagieren</translation>
    </message>
    <message>
        <source>Change the poll …</source>
        <translation>Umfrage ändern …</translation>
    </message>
    <message>
        <source>End poll</source>
        <translation>Umfrage beenden</translation>
    </message>
    <message>
        <source>Other emoji …</source>
        <translation>Anderes Emoji …</translation>
    </message>
    <message>
        <source>Who reacted</source>
        <translation>Wer hat reagiert</translation>
    </message>
    <message>
        <source>Open the thread</source>
        <translation>Thread öffnen</translation>
    </message>
    <message>
        <source>Edit the caption</source>
        <translation>Beschriftung bearbeiten</translation>
    </message>
    <message>
        <source>Add a caption</source>
        <translation>Beschriftung hinzufügen</translation>
    </message>
    <message>
        <source>Delete …</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Who has read it</source>
        <translation>Wer hat es gelesen</translation>
    </message>
    <message>
        <source>Choose an answer …</source>
        <translation>Antwort wählen …</translation>
    </message>
    <message>
        <source>Show hidden parts</source>
        <translation>Verdeckte Teile anzeigen</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>Reactions</source>
        <translation>Reaktionen</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Not changed.</source>
        <translation>Nicht geändert.</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>und {n} weitere</translation>
    </message>
    <message>
        <source>Nobody has said so.</source>
        <translation>Niemand hat es angezeigt.</translation>
    </message>
    <message>
        <source>This message was not encrypted. The operators of the servers can read it.</source>
        <translation>Diese Nachricht war nicht verschlüsselt. Die Betreiber der Server können sie lesen.</translation>
    </message>
    <message>
        <source>End-to-end encrypted: only the members of the room can read it.</source>
        <translation>Ende-zu-Ende-verschlüsselt: Nur die Mitglieder des Raums können sie lesen.</translation>
    </message>
    <message>
        <source>It comes from a device that its owner has confirmed.</source>
        <translation>Sie kommt von einem Gerät, das sein Besitzer bestätigt hat.</translation>
    </message>
    <message>
        <source>You got the key for it from {name}, with the history of the room.</source>
        <translation>Den Schlüssel dafür haben Sie von {name} erhalten, mit dem Verlauf des Raums.</translation>
    </message>
    <message>
        <source>Device ID: {id}</source>
        <translation>Geräte-ID: {id}</translation>
    </message>
    <message>
        <source>It is not known which device sent this message.</source>
        <translation>Es ist nicht bekannt, welches Gerät diese Nachricht gesendet hat.</translation>
    </message>
    <message>
        <source>It is not certain that this device sent the message.</source>
        <translation>Es ist nicht sicher, dass dieses Gerät die Nachricht gesendet hat.</translation>
    </message>
    <message>
        <source>Message details</source>
        <translation>Details der Nachricht</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Read by</source>
        <translation>Gelesen von</translation>
    </message>
    <message>
        <source>Changed once</source>
        <translation>Einmal geändert</translation>
    </message>
    <message>
        <source>Changed {n} times</source>
        <translation>{n}-mal geändert</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelltext</translation>
    </message>
    <message>
        <source>Copy source</source>
        <translation>Quelltext kopieren</translation>
    </message>
    <message>
        <source>Code copied.</source>
        <translation>Code kopiert.</translation>
    </message>
    <message>
        <source>The reaction was not sent.</source>
        <translation>Die Reaktion wurde nicht gesendet.</translation>
    </message>
    <message>
        <source>The change was not sent.</source>
        <translation>Die Änderung wurde nicht gesendet.</translation>
    </message>
    <message>
        <source>Your answer was not sent.</source>
        <translation>Ihre Antwort wurde nicht gesendet.</translation>
    </message>
    <message>
        <source>The message was not deleted.</source>
        <translation>Die Nachricht wurde nicht gelöscht.</translation>
    </message>
    <message>
        <source>You cannot choose more answers.</source>
        <translation>Mehr Antworten können Sie nicht wählen.</translation>
    </message>
    <message>
        <source>The poll has ended.</source>
        <translation>Die Umfrage ist beendet.</translation>
    </message>
    <message>
        <source>Delete this message for everyone?</source>
        <translation>Diese Nachricht für alle löschen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Reason (optional, everybody can read it)</source>
        <translation>Grund (freiwillig, alle können ihn lesen)</translation>
    </message>
    <message>
        <source>to a message that is not loaded</source>
        <translation>auf eine nicht geladene Nachricht</translation>
    </message>
    <message>
        <source>Message from {name}</source>
        <translation>Nachricht von {name}</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>in reply to {name}</source>
        <translation>als Antwort an {name}</translation>
    </message>
    <message>
        <source>a message</source>
        <translation>eine Nachricht</translation>
    </message>
    <message>
        <source>Spoiler</source>
        <translation>Spoiler</translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>erwähnt Sie</translation>
    </message>
    <message>
        <source>Reactions: {reactions}</source>
        <translation>Reaktionen: {reactions}</translation>
    </message>
    <message>
        <source>Thread: {answers}</source>
        <translation>Thread: {answers}</translation>
    </message>
    <message>
        <source>Read by {names}</source>
        <translation>Gelesen von {names}</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>wird gesendet</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>Picture: {name}</source>
        <translation>Bild: {name}</translation>
    </message>
    <message>
        <source>Video: {name}</source>
        <translation>Video: {name}</translation>
    </message>
    <message>
        <source>Sound: {name}</source>
        <translation>Ton: {name}</translation>
    </message>
    <message>
        <source>{reaction}, one of them yours</source>
        <translation>{reaction}, eine davon von Ihnen</translation>
    </message>
    <message>
        <source>Poll: {question}</source>
        <translation>Umfrage: {question}</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>End-to-end encrypted</source>
        <translation>Ende-zu-Ende verschlüsselt</translation>
    </message>
    <message>
        <source>Only the members of this room can read the messages. The server cannot.</source>
        <translation>Nur die Mitglieder dieses Raums können die Nachrichten lesen. Der Server kann es nicht.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Turn on encryption …</source>
        <translation>Verschlüsselung einschalten …</translation>
    </message>
    <message>
        <source>Version of the room</source>
        <translation>Raumversion</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Neue Version</translation>
    </message>
    <message>
        <source>Replace the room …</source>
        <translation>Raum ersetzen …</translation>
    </message>
    <message>
        <source>Technical details</source>
        <translation>Technische Angaben</translation>
    </message>
    <message>
        <source>Room id</source>
        <translation>Raum-ID</translation>
    </message>
    <message>
        <source>Your IT department may ask for it.</source>
        <translation>Ihre IT-Abteilung fragt möglicherweise danach.</translation>
    </message>
    <message>
        <source>The room is end-to-end encrypted. This cannot be turned off.</source>
        <translation>Der Raum ist Ende-zu-Ende-verschlüsselt. Das kann nicht ausgeschaltet werden.</translation>
    </message>
    <message>
        <source>The operators of the servers of all members can read the messages of this room.</source>
        <translation>Die Betreiber der Server aller Mitglieder können die Nachrichten dieses Raums lesen.</translation>
    </message>
    <message>
        <source>This room has version {version}.</source>
        <translation>Dieser Raum hat die Version {version}.</translation>
    </message>
    <message>
        <source>It has been replaced by a new room.</source>
        <translation>Er wurde durch einen neuen Raum ersetzt.</translation>
    </message>
    <message>
        <source>Your server makes new rooms with version {version}.</source>
        <translation>Ihr Server legt neue Räume mit Version {version} an.</translation>
    </message>
    <message>
        <source>People of other servers can be members.</source>
        <translation>Auch Personen anderer Server können Mitglied sein.</translation>
    </message>
    <message>
        <source>Only people of this server can be members.</source>
        <translation>Nur Personen dieses Servers können Mitglied sein.</translation>
    </message>
    <message>
        <source>It continues the room {room}.</source>
        <translation>Er setzt den Raum {room} fort.</translation>
    </message>
    <message>
        <source>Turn on encryption?</source>
        <translation>Verschlüsselung einschalten?</translation>
    </message>
    <message>
        <source>From then on only members can read new messages. This cannot be turned off again. Bots, bridges and search on the server no longer work in this room; earlier messages stay readable for the server.</source>
        <translation>Neue Nachrichten können dann nur noch Mitglieder lesen. Das kann nicht wieder ausgeschaltet werden. Bots, Brücken und die Suche auf dem Server funktionieren in diesem Raum nicht mehr; frühere Nachrichten bleiben für den Server lesbar.</translation>
    </message>
    <message>
        <source>Turn on for good</source>
        <translation>Endgültig einschalten</translation>
    </message>
    <message>
        <source>A new room with the same settings is made. This one stays readable, but nobody can write in it any more. All members are invited to the new room; earlier messages stay in the old one.</source>
        <translation>Ein neuer Raum mit denselben Einstellungen wird angelegt. Dieser bleibt lesbar, aber niemand kann mehr darin schreiben. Alle Mitglieder werden in den neuen Raum eingeladen; frühere Nachrichten bleiben im alten.</translation>
    </message>
    <message>
        <source>Replace the room by one of version {version}?</source>
        <translation>Den Raum durch einen der Version {version} ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>That message cannot be found, or you may not read it.</source>
        <translation>Diese Nachricht ist nicht zu finden, oder Sie dürfen sie nicht lesen.</translation>
    </message>
    <message>
        <source>That message is not on this device yet. Try again with a connection to the server.</source>
        <translation>Diese Nachricht ist noch nicht auf diesem Gerät. Versuchen Sie es mit Verbindung zum Server noch einmal.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Previous room</source>
        <translation>Vorheriger Raum</translation>
    </message>
    <message>
        <source>Next room</source>
        <translation>Nächster Raum</translation>
    </message>
    <message>
        <source>Next area</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous area</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Copy link to message</source>
        <translation>Link zur Nachricht kopieren</translation>
    </message>
    <message>
        <source>Look at the picture</source>
        <translation>Bild ansehen</translation>
    </message>
    <message>
        <source>Play the video</source>
        <translation>Video abspielen</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Normal size</source>
        <translation>Normale Größe</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>About BundesMessenger</source>
        <translation>Über BundesMessenger</translation>
    </message>
    <message>
        <source>Sign out …</source>
        <translation>Abmelden …</translation>
    </message>
    <message>
        <source>Invite …</source>
        <translation>Einladen …</translation>
    </message>
    <message>
        <source>Leave room …</source>
        <translation>Raum verlassen …</translation>
    </message>
    <message>
        <source>Password of your account</source>
        <translation>Passwort Ihres Kontos</translation>
    </message>
    <message>
        <source>Enter the password of your account.</source>
        <translation>Geben Sie das Passwort Ihres Kontos ein.</translation>
    </message>
    <message>
        <source>Your recovery key</source>
        <translation>Ihr Wiederherstellungsschlüssel</translation>
    </message>
    <message>
        <source>With this key you can read your messages again if you lose your devices. Nobody else has it, and it is shown only now. Keep it where you keep important documents, or in a password manager.</source>
        <translation>Mit diesem Schlüssel können Sie Ihre Nachrichten wieder lesen, wenn Sie Ihre Geräte verlieren. Niemand sonst hat ihn, und er wird nur jetzt gezeigt. Bewahren Sie ihn bei wichtigen Unterlagen oder in einer Passwortverwaltung auf.</translation>
    </message>
    <message>
        <source>This device is verified.</source>
        <translation>Dieses Gerät ist verifiziert.</translation>
    </message>
    <message>
        <source>You have no digital identity yet.</source>
        <translation>Sie haben noch keine digitale Identität.</translation>
    </message>
    <message>
        <source>This device is not verified yet.</source>
        <translation>Dieses Gerät ist noch nicht verifiziert.</translation>
    </message>
    <message>
        <source>Your digital identity was replaced.</source>
        <translation>Ihre digitale Identität wurde ersetzt.</translation>
    </message>
    <message>
        <source>Being checked …</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>You have a recovery key.</source>
        <translation>Sie haben einen Wiederherstellungsschlüssel.</translation>
    </message>
    <message>
        <source>There is none. If you lose your devices, you lose your messages.</source>
        <translation>Es gibt keinen. Verlieren Sie Ihre Geräte, verlieren Sie Ihre Nachrichten.</translation>
    </message>
    <message>
        <source>It does not open everything that is needed.</source>
        <translation>Er öffnet nicht alles, was gebraucht wird.</translation>
    </message>
    <message>
        <source>On. {done} of {total} keys are stored.</source>
        <translation>Eingeschaltet. {done} von {total} Schlüsseln sind gespeichert.</translation>
    </message>
    <message>
        <source>On. All keys are stored.</source>
        <translation>Eingeschaltet. Alle Schlüssel sind gespeichert.</translation>
    </message>
    <message>
        <source>Off. On a new device you could not read older messages.</source>
        <translation>Ausgeschaltet. Auf einem neuen Gerät könnten Sie ältere Nachrichten nicht lesen.</translation>
    </message>
    <message>
        <source>You have switched it off.</source>
        <translation>Sie haben ihn ausgeschaltet.</translation>
    </message>
    <message>
        <source>There is one on the server that does not belong to you for certain. It is not used.</source>
        <translation>Auf dem Server liegt einer, der nicht sicher Ihnen gehört. Er wird nicht verwendet.</translation>
    </message>
    <message>
        <source>On, but this device cannot open it yet.</source>
        <translation>Eingeschaltet, aber dieses Gerät kann ihn noch nicht öffnen.</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Digital identity</source>
        <translation>Digitale Identität</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Wiederherstellungsschlüssel</translation>
    </message>
    <message>
        <source>Key storage</source>
        <translation>Schlüsselspeicher</translation>
    </message>
    <message>
        <source>Create a new recovery key …</source>
        <translation>Neuen Wiederherstellungsschlüssel erstellen …</translation>
    </message>
    <message>
        <source>Switch off the key storage …</source>
        <translation>Schlüsselspeicher ausschalten …</translation>
    </message>
    <message>
        <source>Switch on the key storage</source>
        <translation>Schlüsselspeicher einschalten</translation>
    </message>
    <message>
        <source>Reset digital identity …</source>
        <translation>Digitale Identität zurücksetzen …</translation>
    </message>
    <message>
        <source>Export keys into a file …</source>
        <translation>Schlüssel in eine Datei exportieren …</translation>
    </message>
    <message>
        <source>Import keys from a file …</source>
        <translation>Schlüssel aus einer Datei importieren …</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was tun?</translation>
    </message>
    <message>
        <source>Create recovery key</source>
        <translation>Schlüssel erstellen</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Not everything could be repaired</source>
        <translation>Nicht alles konnte repariert werden</translation>
    </message>
    <message>
        <source>What is missing cannot be brought back with this recovery key. A new recovery key puts everything in order; your messages stay.</source>
        <translation>Was fehlt, lässt sich mit diesem Wiederherstellungsschlüssel nicht zurückholen. Ein neuer bringt alles in Ordnung; Ihre Nachrichten bleiben erhalten.</translation>
    </message>
    <message>
        <source>It is needed once to complete what is stored under it.</source>
        <translation>Er wird einmal gebraucht, um zu ergänzen, was darunter gespeichert ist.</translation>
    </message>
    <message>
        <source>I do not have it any more</source>
        <translation>Ich habe ihn nicht mehr</translation>
    </message>
    <message>
        <source>Switch off the key storage?</source>
        <translation>Schlüsselspeicher ausschalten?</translation>
    </message>
    <message>
        <source>The keys on the server are deleted. If you lose your devices, you cannot read your older messages any more. This applies to all your devices.</source>
        <translation>Die Schlüssel auf dem Server werden gelöscht. Verlieren Sie Ihre Geräte, können Sie ältere Nachrichten nicht mehr lesen. Das gilt für alle Ihre Geräte.</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Save …</source>
        <translation>Speichern …</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copied. The clipboard is emptied after {n} seconds.</source>
        <translation>Kopiert. Die Zwischenablage wird nach {n} Sekunden geleert.</translation>
    </message>
    <message>
        <source>Save the recovery key</source>
        <translation>Wiederherstellungsschlüssel speichern</translation>
    </message>
    <message>
        <source>Saved. Move the file to a safe place.</source>
        <translation>Gespeichert. Verschieben Sie die Datei an einen sicheren Ort.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>The printer did not accept the page.</source>
        <translation>Der Drucker hat die Seite nicht angenommen.</translation>
    </message>
    <message>
        <source>Enter the recovery key once</source>
        <translation>Wiederherstellungsschlüssel einmal eingeben</translation>
    </message>
    <message>
        <source>This makes sure that you have kept it. Spaces do not matter, capital and small letters do.</source>
        <translation>So ist sicher, dass Sie ihn aufbewahrt haben. Leerzeichen sind egal, Groß- und Kleinschreibung nicht.</translation>
    </message>
    <message>
        <source>Show it again</source>
        <translation>Noch einmal zeigen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Stop without checking?</source>
        <translation>Ohne Prüfung beenden?</translation>
    </message>
    <message>
        <source>If you have not kept the recovery key, you cannot read your messages after losing your devices. You can create a new one at any time under “Security”.</source>
        <translation>Haben Sie den Wiederherstellungsschlüssel nicht aufbewahrt, können Sie Ihre Nachrichten nach dem Verlust Ihrer Geräte nicht mehr lesen. Unter „Sicherheit“ können Sie jederzeit einen neuen erstellen.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Recovery key or passphrase</source>
        <translation>Wiederherstellungsschlüssel oder Passphrase</translation>
    </message>
    <message>
        <source>Twelve groups of four characters. Spaces do not matter, capital and small letters do.</source>
        <translation>Zwölf Gruppen zu je vier Zeichen. Leerzeichen sind egal, Groß- und Kleinschreibung nicht.</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>Nachricht kopieren</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Read with the keyboard</source>
        <translation>Mit der Tastatur lesen</translation>
    </message>
    <message>
        <source>Verify this device</source>
        <translation>Dieses Gerät verifizieren</translation>
    </message>
    <message>
        <source>You have signed in on a new device. Confirm that it is yours; then you can read your messages here, and others know that they can trust this device.</source>
        <translation>Sie haben sich auf einem neuen Gerät angemeldet. Bestätigen Sie, dass es Ihres ist. Dann können Sie hier Ihre Nachrichten lesen, und andere wissen, dass sie diesem Gerät vertrauen können.</translation>
    </message>
    <message>
        <source>Use another device</source>
        <translation>Anderes Gerät verwenden</translation>
    </message>
    <message>
        <source>A device on which you are signed in already is at hand. You compare symbols or scan a code.</source>
        <translation>Ein Gerät, auf dem Sie bereits angemeldet sind, ist zur Hand. Sie vergleichen Symbole oder scannen einen Code.</translation>
    </message>
    <message>
        <source>Use recovery key or passphrase</source>
        <translation>Wiederherstellungsschlüssel oder Passphrase verwenden</translation>
    </message>
    <message>
        <source>Use recovery key</source>
        <translation>Wiederherstellungsschlüssel verwenden</translation>
    </message>
    <message>
        <source>You have kept it when you set up your account.</source>
        <translation>Sie haben ihn beim Einrichten Ihres Kontos aufbewahrt.</translation>
    </message>
    <message>
        <source>I have neither</source>
        <translation>Ich habe beides nicht</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Enter your recovery key</source>
        <translation>Wiederherstellungsschlüssel eingeben</translation>
    </message>
    <message>
        <source>You find it where you have kept it: on paper, in a file or in your password manager.</source>
        <translation>Sie finden ihn dort, wo Sie ihn aufbewahrt haben: auf Papier, in einer Datei oder in Ihrer Passwortverwaltung.</translation>
    </message>
    <message>
        <source>Enter the recovery key.</source>
        <translation>Geben Sie den Wiederherstellungsschlüssel ein.</translation>
    </message>
    <message>
        <source>Your digital identity was replaced</source>
        <translation>Ihre digitale Identität wurde ersetzt</translation>
    </message>
    <message>
        <source>Somebody has replaced the digital identity of your account. Until this is settled, this device does not trust it and signs nothing.</source>
        <translation>Jemand hat die digitale Identität Ihres Kontos ersetzt. Bis das geklärt ist, vertraut dieses Gerät ihr nicht und bestätigt nichts.</translation>
    </message>
    <message>
        <source>Have you reset your digital identity on another device yourself?</source>
        <translation>Haben Sie Ihre digitale Identität selbst auf einem anderen Gerät zurückgesetzt?</translation>
    </message>
    <message>
        <source>Yes, that was me</source>
        <translation>Ja, das war ich</translation>
    </message>
    <message>
        <source>You verify this device with the new digital identity.</source>
        <translation>Sie verifizieren dieses Gerät mit der neuen digitalen Identität.</translation>
    </message>
    <message>
        <source>No, I do not know of it</source>
        <translation>Nein, davon weiß ich nichts</translation>
    </message>
    <message>
        <source>Somebody else may have access.</source>
        <translation>Möglicherweise hat jemand anderes Zugang.</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Später entscheiden</translation>
    </message>
    <message>
        <source>Somebody may have access to your account</source>
        <translation>Möglicherweise hat jemand Zugang zu Ihrem Konto</translation>
    </message>
    <message>
        <source>Do this now, in this order:</source>
        <translation>Tun Sie jetzt in dieser Reihenfolge:</translation>
    </message>
    <message>
        <source>Tell your IT department or security officer.</source>
        <translation>Informieren Sie Ihre IT oder Ihre Sicherheitsbeauftragten.</translation>
    </message>
    <message>
        <source>Change the password of your account.</source>
        <translation>Ändern Sie das Passwort Ihres Kontos.</translation>
    </message>
    <message>
        <source>Sign out all devices that you do not know.</source>
        <translation>Melden Sie alle Geräte ab, die Sie nicht kennen.</translation>
    </message>
    <message>
        <source>Then reset your digital identity, so that it is yours again.</source>
        <translation>Setzen Sie danach Ihre digitale Identität zurück, damit sie wieder Ihnen gehört.</translation>
    </message>
    <message>
        <source>Show my devices</source>
        <translation>Meine Geräte zeigen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Your server wants you to confirm this in the browser. Open the page, confirm it there, and go on here.</source>
        <translation>Ihr Server möchte, dass Sie das im Browser bestätigen. Öffnen Sie die Seite, bestätigen Sie es dort und machen Sie hier weiter.</translation>
    </message>
    <message>
        <source>This has not been confirmed in the browser yet.</source>
        <translation>Das wurde im Browser noch nicht bestätigt.</translation>
    </message>
    <message>
        <source>The browser could not be opened. The page is: {address}</source>
        <translation>Der Browser ließ sich nicht öffnen. Die Seite ist: {address}</translation>
    </message>
    <message>
        <source>Open page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>This device is verified</source>
        <translation>Dieses Gerät ist verifiziert</translation>
    </message>
    <message>
        <source>Older messages become readable as soon as their keys could be fetched.</source>
        <translation>Ältere Nachrichten werden lesbar, sobald ihre Schlüssel geholt werden konnten.</translation>
    </message>
    <message>
        <source>The keys of your older messages are being fetched. You need not wait for it.</source>
        <translation>Die Schlüssel Ihrer älteren Nachrichten werden geholt. Sie müssen nicht darauf warten.</translation>
    </message>
    <message>
        <source>Continue in the background</source>
        <translation>Im Hintergrund fortsetzen</translation>
    </message>
    <message>
        <source>{done} of one key</source>
        <translation>{done} von einem Schlüssel</translation>
    </message>
    <message>
        <source>{done} of {n} keys</source>
        <translation>{done} von {n} Schlüsseln</translation>
    </message>
    <message>
        <source>You can read your messages here and write to everybody.</source>
        <translation>Sie können hier Ihre Nachrichten lesen und allen schreiben.</translation>
    </message>
    <message>
        <source>Others see that this device is yours.</source>
        <translation>Andere sehen, dass dieses Gerät Ihnen gehört.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>No other device and no recovery key?</source>
        <translation>Kein anderes Gerät und kein Wiederherstellungsschlüssel?</translation>
    </message>
    <message>
        <source>First look once more: a computer at work, a telephone, a browser in which you are still signed in. The recovery key begins with the letter E; perhaps it is in your password manager.</source>
        <translation>Sehen Sie zuerst noch einmal nach: ein Rechner am Arbeitsplatz, ein Telefon, ein Browser, in dem Sie noch angemeldet sind. Der Wiederherstellungsschlüssel beginnt mit dem Buchstaben E; vielleicht ist er in Ihrer Passwortverwaltung.</translation>
    </message>
    <message>
        <source>Use a key file</source>
        <translation>Schlüsseldatei verwenden</translation>
    </message>
    <message>
        <source>A file that you exported from a messenger. It makes older messages readable again.</source>
        <translation>Eine Datei, die Sie aus einem Messenger exportiert haben. Sie macht ältere Nachrichten wieder lesbar.</translation>
    </message>
    <message>
        <source>Reset digital identity</source>
        <translation>Digitale Identität zurücksetzen</translation>
    </message>
    <message>
        <source>You begin anew. Older messages stay unreadable, and everybody has to verify you again.</source>
        <translation>Sie fangen neu an. Ältere Nachrichten bleiben unlesbar, und alle müssen Sie erneut verifizieren.</translation>
    </message>
    <message>
        <source>Set up your account</source>
        <translation>Konto einrichten</translation>
    </message>
    <message>
        <source>Everything is set up</source>
        <translation>Alles ist eingerichtet</translation>
    </message>
    <message>
        <source>Others can be sure that it is you they write with.</source>
        <translation>Andere können sicher sein, dass sie mit Ihnen schreiben.</translation>
    </message>
    <message>
        <source>With the recovery key you can read your messages on new devices too.</source>
        <translation>Mit dem Wiederherstellungsschlüssel lesen Sie Ihre Nachrichten auch auf neuen Geräten.</translation>
    </message>
    <message>
        <source>Continue setting up</source>
        <translation>Einrichtung fortsetzen</translation>
    </message>
    <message>
        <source>Secure your messages</source>
        <translation>Sichern Sie Ihre Nachrichten</translation>
    </message>
    <message>
        <source>Setting up was interrupted. It goes on where it stopped; nothing is lost.</source>
        <translation>Die Einrichtung wurde unterbrochen. Es geht dort weiter, wo sie aufgehört hat; nichts ist verloren.</translation>
    </message>
    <message>
        <source>This takes about two minutes and has to be done only once.</source>
        <translation>Das dauert etwa zwei Minuten und ist nur einmal nötig.</translation>
    </message>
    <message>
        <source>You get a digital identity. By it others know that it is really you they write with.</source>
        <translation>Sie erhalten eine digitale Identität. Daran erkennen andere, dass sie wirklich mit Ihnen schreiben.</translation>
    </message>
    <message>
        <source>You get a recovery key. With it you can read your messages on a new device.</source>
        <translation>Sie erhalten einen Wiederherstellungsschlüssel. Damit lesen Sie Ihre Nachrichten auch auf einem neuen Gerät.</translation>
    </message>
    <message>
        <source>The keys of your messages are kept on the server, locked so that only you can open them.</source>
        <translation>Die Schlüssel Ihrer Nachrichten werden auf dem Server aufbewahrt, so verschlossen, dass nur Sie sie öffnen können.</translation>
    </message>
    <message>
        <source>Your organisation requires this for all accounts.</source>
        <translation>Ihre Organisation verlangt das für alle Konten.</translation>
    </message>
    <message>
        <source>Confirm that it is you</source>
        <translation>Bestätigen Sie, dass Sie es sind</translation>
    </message>
    <message>
        <source>The server asks for your password before it accepts your digital identity.</source>
        <translation>Der Server fragt nach Ihrem Passwort, bevor er Ihre digitale Identität annimmt.</translation>
    </message>
    <message>
        <source>New recovery key</source>
        <translation>Neuer Wiederherstellungsschlüssel</translation>
    </message>
    <message>
        <source>The new recovery key is in use</source>
        <translation>Der neue Wiederherstellungsschlüssel gilt jetzt</translation>
    </message>
    <message>
        <source>The old recovery key is no longer needed. Destroy it.</source>
        <translation>Der alte Wiederherstellungsschlüssel wird nicht mehr gebraucht. Vernichten Sie ihn.</translation>
    </message>
    <message>
        <source>Create a new recovery key?</source>
        <translation>Neuen Wiederherstellungsschlüssel erstellen?</translation>
    </message>
    <message>
        <source>You get a new recovery key, and the old one is no longer valid. Your messages and your other devices stay as they are.</source>
        <translation>Sie erhalten einen neuen Wiederherstellungsschlüssel, und der alte gilt nicht mehr. Ihre Nachrichten und Ihre anderen Geräte bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Erstellen</translation>
    </message>
    <message>
        <source>Your digital identity is new</source>
        <translation>Ihre digitale Identität ist neu</translation>
    </message>
    <message>
        <source>You can write and receive messages from now on.</source>
        <translation>Ab jetzt können Sie Nachrichten schreiben und empfangen.</translation>
    </message>
    <message>
        <source>Tell the people you had verified that you have a new digital identity, and verify each other again.</source>
        <translation>Sagen Sie den Personen, die Sie verifiziert hatten, dass Sie eine neue digitale Identität haben, und verifizieren Sie sich erneut.</translation>
    </message>
    <message>
        <source>Reset your digital identity?</source>
        <translation>Digitale Identität zurücksetzen?</translation>
    </message>
    <message>
        <source>Do this only if you have no other signed-in device and no recovery key. It cannot be undone.</source>
        <translation>Tun Sie das nur, wenn Sie kein anderes angemeldetes Gerät und keinen Wiederherstellungsschlüssel haben. Es lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Older encrypted messages that this device cannot read now stay unreadable for ever.</source>
        <translation>Ältere verschlüsselte Nachrichten, die dieses Gerät jetzt nicht lesen kann, bleiben für immer unlesbar.</translation>
    </message>
    <message>
        <source>Everybody sees that your digital identity has changed and has to verify you again.</source>
        <translation>Alle sehen, dass sich Ihre digitale Identität geändert hat, und müssen Sie erneut verifizieren.</translation>
    </message>
    <message>
        <source>Your other devices are no longer trusted and have to be verified again.</source>
        <translation>Ihren anderen Geräten wird nicht mehr vertraut; sie müssen erneut verifiziert werden.</translation>
    </message>
    <message>
        <source>Your account, your rooms and your contacts stay.</source>
        <translation>Ihr Konto, Ihre Räume und Ihre Kontakte bleiben.</translation>
    </message>
    <message>
        <source>I have understood this</source>
        <translation>Ich habe das verstanden</translation>
    </message>
    <message>
        <source>Confirm that you have understood what happens.</source>
        <translation>Bestätigen Sie, dass Sie die Folgen verstanden haben.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>The server asks for your password before it accepts a new digital identity.</source>
        <translation>Der Server fragt nach Ihrem Passwort, bevor er eine neue digitale Identität annimmt.</translation>
    </message>
    <message>
        <source>Recovery key of BundesMessenger</source>
        <translation>Wiederherstellungsschlüssel für BundesMessenger</translation>
    </message>
    <message>
        <source>Created on: {date}</source>
        <translation>Erstellt am: {date}</translation>
    </message>
    <message>
        <source>Keep it safe and secret. Whoever has it and your password can read your messages.</source>
        <translation>Bewahren Sie ihn sicher und geheim auf. Wer ihn und Ihr Passwort hat, kann Ihre Nachrichten lesen.</translation>
    </message>
    <message>
        <source>You need it when you sign in on a new device and no other device is at hand.</source>
        <translation>Sie brauchen ihn, wenn Sie sich auf einem neuen Gerät anmelden und kein anderes Gerät zur Hand ist.</translation>
    </message>
    <message>
        <source>Managed by your organisation.</source>
        <translation>Von Ihrer Organisation verwaltet.</translation>
    </message>
    <message>
        <source>Managed by your organisation</source>
        <translation>Von Ihrer Organisation verwaltet</translation>
    </message>
    <message>
        <source>Policies of your organisation</source>
        <translation>Richtlinien Ihrer Organisation</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>These are the settings your organisation manages.</source>
        <translation>Diese Einstellungen verwaltet Ihre Organisation.</translation>
    </message>
    <message>
        <source>Search policies</source>
        <translation>Richtlinien durchsuchen</translation>
    </message>
    <message>
        <source>Show defaults, too</source>
        <translation>Auch Voreinstellungen zeigen</translation>
    </message>
    <message>
        <source>Not heeded:</source>
        <translation>Nicht beachtet:</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Set by</source>
        <translation>Gesetzt durch</translation>
    </message>
    <message>
        <source>One policy</source>
        <translation>Eine Richtlinie</translation>
    </message>
    <message>
        <source>{n} policies</source>
        <translation>{n} Richtlinien</translation>
    </message>
    <message>
        <source>No policy fits.</source>
        <translation>Keine Richtlinie passt.</translation>
    </message>
    <message>
        <source>Your organisation does not permit this server. Use the server of your organisation.</source>
        <translation>Ihre Organisation erlaubt diesen Server nicht. Verwenden Sie den Server Ihrer Organisation.</translation>
    </message>
    <message>
        <source>Symbols: {names}</source>
        <extracomment>Where the longest German names may be divided.</extracomment>
        <translation>Symbole: {names}</translation>
    </message>
    <message>
        <source>Numbers: {names}</source>
        <translation>Zahlen: {names}</translation>
    </message>
    <message>
        <source>QR code for the other device</source>
        <translation>QR-Code für das andere Gerät</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>If it was not you, somebody may have access to your account.</source>
        <translation>Wenn Sie das nicht waren, hat möglicherweise jemand Zugang zu Ihrem Konto.</translation>
    </message>
    <message>
        <source>Setting up your account was interrupted</source>
        <translation>Die Einrichtung Ihres Kontos wurde unterbrochen</translation>
    </message>
    <message>
        <source>Until it is finished, others cannot be sure that it is you.</source>
        <translation>Bis sie abgeschlossen ist, können andere nicht sicher sein, dass Sie es sind.</translation>
    </message>
    <message>
        <source>Set up your digital identity</source>
        <translation>Richten Sie Ihre digitale Identität ein</translation>
    </message>
    <message>
        <source>Others may not accept messages from you before that, and you could lose your messages.</source>
        <translation>Vorher nehmen andere Ihre Nachrichten vielleicht nicht an, und Sie könnten Ihre Nachrichten verlieren.</translation>
    </message>
    <message>
        <source>Until then you cannot read all messages here, and others may not accept yours.</source>
        <translation>Bis dahin können Sie hier nicht alle Nachrichten lesen, und andere nehmen Ihre vielleicht nicht an.</translation>
    </message>
    <message>
        <source>You have no recovery key</source>
        <translation>Sie haben keinen Wiederherstellungsschlüssel</translation>
    </message>
    <message>
        <source>If you lose your devices, you lose your messages.</source>
        <translation>Verlieren Sie Ihre Geräte, verlieren Sie Ihre Nachrichten.</translation>
    </message>
    <message>
        <source>The key storage is not complete</source>
        <translation>Der Schlüsselspeicher ist nicht vollständig</translation>
    </message>
    <message>
        <source>On a new device you could not read all messages. This can usually be repaired at once.</source>
        <translation>Auf einem neuen Gerät könnten Sie nicht alle Nachrichten lesen. Das lässt sich meist sofort reparieren.</translation>
    </message>
    <message>
        <source>The key storage is off</source>
        <translation>Der Schlüsselspeicher ist ausgeschaltet</translation>
    </message>
    <message>
        <source>On a new device you could not read older messages.</source>
        <translation>Auf einem neuen Gerät könnten Sie ältere Nachrichten nicht lesen.</translation>
    </message>
    <message>
        <source>Send to verified people only</source>
        <translation>Nur an verifizierte Personen senden</translation>
    </message>
    <message>
        <source>Only people whom you have verified can read what you write here from now on.</source>
        <translation>Was Sie hier ab jetzt schreiben, können nur Personen lesen, die Sie verifiziert haben.</translation>
    </message>
    <message>
        <source>Everybody in the room can read what you write here from now on.</source>
        <translation>Was Sie hier ab jetzt schreiben, können alle im Raum lesen.</translation>
    </message>
    <message>
        <source>Have you just signed in on a new device?</source>
        <translation>Haben Sie sich gerade auf einem neuen Gerät angemeldet?</translation>
    </message>
    <message>
        <source>{who} asks to be verified. Decline if this was not you.</source>
        <translation>{who} möchte verifiziert werden. Lehnen Sie ab, wenn Sie das nicht waren.</translation>
    </message>
    <message>
        <source>{who} wants to verify you</source>
        <translation>{who} möchte Sie verifizieren</translation>
    </message>
    <message>
        <source>You compare symbols or scan a code, best while you telephone. It takes a minute.</source>
        <translation>Sie vergleichen Symbole oder scannen einen Code, am besten während Sie telefonieren. Das dauert eine Minute.</translation>
    </message>
    <message>
        <source>The verified identity of {name} has changed</source>
        <translation>Die verifizierte Identität von {name} hat sich geändert</translation>
    </message>
    <message>
        <source>The verified identities of {name} and one other have changed</source>
        <translation>Die verifizierten Identitäten von {name} und einer weiteren Person haben sich geändert</translation>
    </message>
    <message>
        <source>The verified identities of {name} and {n} others have changed</source>
        <translation>Die verifizierten Identitäten von {name} und {n} weiteren Personen haben sich geändert</translation>
    </message>
    <message>
        <source>Nothing is sent to this room until you have verified again or withdrawn the verification.</source>
        <translation>In diesen Raum wird nichts gesendet, bis Sie erneut verifizieren oder die Verifizierung zurückziehen.</translation>
    </message>
    <message>
        <source>The digital identity of {name} has changed</source>
        <translation>Die digitale Identität von {name} hat sich geändert</translation>
    </message>
    <message>
        <source>The digital identities of {name} and one other have changed</source>
        <translation>Die digitalen Identitäten von {name} und einer weiteren Person haben sich geändert</translation>
    </message>
    <message>
        <source>The digital identities of {name} and {n} others have changed</source>
        <translation>Die digitalen Identitäten von {name} und {n} weiteren Personen haben sich geändert</translation>
    </message>
    <message>
        <source>Usually somebody has set up their messenger anew. Ask by telephone if you are not sure.</source>
        <translation>Meist wurde nur ein Messenger neu eingerichtet. Fragen Sie im Zweifel telefonisch nach.</translation>
    </message>
    <message>
        <source>Sending is blocked until the changed identity is verified.</source>
        <translation>Senden ist gesperrt, bis die geänderte Identität verifiziert ist.</translation>
    </message>
    <message>
        <source>Do not send {name}</source>
        <translation>{name} nicht senden</translation>
    </message>
    <message>
        <source>Do not send this file</source>
        <translation>Diese Datei nicht senden</translation>
    </message>
    <message>
        <source>Caption for {name}</source>
        <translation>Bildunterschrift für {name}</translation>
    </message>
    <message>
        <source>Your organisation does not permit this kind of file.</source>
        <translation>Ihre Organisation erlaubt diese Art von Datei nicht.</translation>
    </message>
    <message>
        <source>too large, at most {size}</source>
        <translation>zu groß, höchstens {size}</translation>
    </message>
    <message>
        <source>Remove place, time and camera from pictures and videos</source>
        <translation>Ort, Zeit und Kamera aus Bildern und Videos entfernen</translation>
    </message>
    <message>
        <source>Make large pictures smaller</source>
        <translation>Große Bilder verkleinern</translation>
    </message>
    <message>
        <source>At most 1600 pixels wide and high</source>
        <translation>Höchstens 1600 Bildpunkte breit und hoch</translation>
    </message>
    <message>
        <source>Send a file to {room}</source>
        <translation>Eine Datei an {room} senden</translation>
    </message>
    <message>
        <source>Send {n} files to {room}</source>
        <translation>{n} Dateien an {room} senden</translation>
    </message>
    <message>
        <source>One file, {size}</source>
        <translation>Eine Datei, {size}</translation>
    </message>
    <message>
        <source>{n} files, {size} altogether</source>
        <translation>{n} Dateien, zusammen {size}</translation>
    </message>
    <message>
        <source>at most {size} for each file</source>
        <translation>höchstens {size} je Datei</translation>
    </message>
    <message>
        <source>Caption (optional)</source>
        <translation>Beschriftung (freiwillig)</translation>
    </message>
    <message>
        <source>Files and pictures</source>
        <translation>Dateien und Bilder</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Open …</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Save in …</source>
        <translation>Speichern in …</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Gespeichert als {name}</translation>
    </message>
    <message>
        <source>Open {name}?</source>
        <translation>{name} öffnen?</translation>
    </message>
    <message>
        <source>Save and open</source>
        <translation>Speichern und öffnen</translation>
    </message>
    <message>
        <source>The file of {sender} is saved in your folder {folder} without encryption and opened with the program that your computer uses for it. Open only what you expect from this person.</source>
        <translation>Die Datei von {sender} wird unverschlüsselt in Ihrem Ordner {folder} gespeichert und mit dem Programm geöffnet, das Ihr Rechner dafür verwendet. Öffnen Sie nur, was Sie von dieser Person erwarten.</translation>
    </message>
    <message>
        <source>Saved as {name}. This kind of file is not opened from here, because it may contain a program.</source>
        <translation>Gespeichert als {name}. Diese Art von Datei wird von hier aus nicht geöffnet, weil sie ein Programm enthalten kann.</translation>
    </message>
    <message>
        <source>Holds from the next start of the program on.</source>
        <translation>Gilt ab dem nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>This does not fit. Expected: {what}.</source>
        <translation>Das passt nicht. Erwartet wird: {what}.</translation>
    </message>
    <message>
        <source>In the message field: send</source>
        <translation>Im Nachrichtenfeld: senden</translation>
    </message>
    <message>
        <source>In the message field: new line</source>
        <translation>Im Nachrichtenfeld: neue Zeile</translation>
    </message>
    <message>
        <source>In the empty message field: change your last message</source>
        <translation>Im leeren Schreibfeld: die eigene letzte Nachricht ändern</translation>
    </message>
    <message>
        <source>From the message field to the messages</source>
        <translation>Vom Schreibfeld zu den Nachrichten</translation>
    </message>
    <message>
        <source>In the message field: take the suggestion</source>
        <translation>Im Schreibfeld: den Vorschlag übernehmen</translation>
    </message>
    <message>
        <source>Close what is open, go to the newest message</source>
        <translation>Schließen, was offen ist; zur neuesten Nachricht</translation>
    </message>
    <message>
        <source>In the message list: previous message</source>
        <translation>In der Nachrichtenliste: vorherige Nachricht</translation>
    </message>
    <message>
        <source>In the message list: next message</source>
        <translation>In der Nachrichtenliste: nächste Nachricht</translation>
    </message>
    <message>
        <source>In the message list: oldest loaded message</source>
        <translation>In der Nachrichtenliste: älteste geladene Nachricht</translation>
    </message>
    <message>
        <source>In the message list: newest message</source>
        <translation>In der Nachrichtenliste: neueste Nachricht</translation>
    </message>
    <message>
        <source>Menu of the selected message or room</source>
        <translation>Menü der ausgewählten Nachricht oder des Raums</translation>
    </message>
    <message>
        <source>Copy the selection or the selected message</source>
        <translation>Auswahl oder ausgewählte Nachricht kopieren</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Search keys</source>
        <translation>Tasten suchen</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Security and devices</source>
        <translation>Sicherheit und Geräte</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicherplatz</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>{name} is typing …</source>
        <translation>{name} schreibt …</translation>
    </message>
    <message>
        <source>{name} and {other} are typing …</source>
        <translation>{name} und {other} schreiben …</translation>
    </message>
    <message>
        <source>{names} and one other are typing …</source>
        <translation>{names} und eine weitere Person schreiben …</translation>
    </message>
    <message>
        <source>{names} and {n} others are typing …</source>
        <translation>{names} und {n} weitere schreiben …</translation>
    </message>
    <message>
        <source>Choose an emoji</source>
        <translation>Emoji auswählen</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>Emoji suchen</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>Hautton</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>Emoji</translation>
    </message>
    <message>
        <source>Used lately</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <source>No skin tone</source>
        <translation>Kein Hautton</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing used yet</source>
        <translation>Noch nichts verwendet</translation>
    </message>
    <message>
        <source>1 emoji found</source>
        <translation>1 Emoji gefunden</translation>
    </message>
    <message>
        <source>{n} emoji found</source>
        <translation>{n} Emoji gefunden</translation>
    </message>
    <message>
        <source>Look at the invitation</source>
        <translation>Einladung ansehen</translation>
    </message>
    <message>
        <source>Leave conversation …</source>
        <translation>Unterhaltung verlassen …</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Als gelesen markieren</translation>
    </message>
    <message>
        <source>Do not disturb: {how}</source>
        <translation>Nicht stören: {how}</translation>
    </message>
    <message>
        <source>Notifications on again</source>
        <translation>Benachrichtigungen wieder einschalten</translation>
    </message>
    <message>
        <source>Look at the request</source>
        <translation>Anfrage ansehen</translation>
    </message>
    <message>
        <source>Older messages in the room before</source>
        <translation>Ältere Nachrichten im vorigen Raum</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>Als ungelesen markieren</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Low priority</source>
        <translation>Niedrige Priorität</translation>
    </message>
    <message>
        <source>Mark all rooms as read</source>
        <translation>Alle Räume als gelesen markieren</translation>
    </message>
    <message>
        <source>Unread only</source>
        <translation>Nur Ungelesenes</translation>
    </message>
    <message>
        <source>Next unread room</source>
        <translation>Nächster ungelesener Raum</translation>
    </message>
    <message>
        <source>Previous unread room</source>
        <translation>Vorheriger ungelesener Raum</translation>
    </message>
    <message>
        <source>No other room has unread messages.</source>
        <translation>Kein anderer Raum hat ungelesene Nachrichten.</translation>
    </message>
    <message>
        <source>Message of the operator</source>
        <translation>Nachricht des Betreibers</translation>
    </message>
    <message>
        <source>Maintenance until {time}</source>
        <translation>Wartung bis {time}</translation>
    </message>
    <message>
        <source>The messenger cannot be used meanwhile.</source>
        <translation>Der Messenger ist solange nicht nutzbar.</translation>
    </message>
    <message>
        <source>The messenger may be interrupted meanwhile.</source>
        <translation>Der Messenger kann solange unterbrochen sein.</translation>
    </message>
    <message>
        <source>Maintenance from {start} to {end}</source>
        <translation>Wartung von {start} bis {end}</translation>
    </message>
    <message>
        <source>The messenger cannot be used then.</source>
        <translation>Der Messenger ist dann nicht nutzbar.</translation>
    </message>
    <message>
        <source>The messenger may be interrupted then.</source>
        <translation>Der Messenger kann dann unterbrochen sein.</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>at least one character</source>
        <translation>mindestens ein Zeichen</translation>
    </message>
    <message>
        <source>at least {n} characters</source>
        <translation>mindestens {n} Zeichen</translation>
    </message>
    <message>
        <source>a digit</source>
        <translation>eine Ziffer</translation>
    </message>
    <message>
        <source>a special character</source>
        <translation>ein Sonderzeichen</translation>
    </message>
    <message>
        <source>a small letter</source>
        <translation>ein Kleinbuchstabe</translation>
    </message>
    <message>
        <source>a capital letter</source>
        <translation>ein Großbuchstabe</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>Passwort ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Current password</source>
        <translation>Aktuelles Passwort</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>Neues Passwort noch einmal</translation>
    </message>
    <message>
        <source>Sign out all other devices</source>
        <translation>Alle anderen Geräte abmelden</translation>
    </message>
    <message>
        <source>Encrypted messages are lost on devices that are signed out, unless the key storage is on.</source>
        <translation>Auf abgemeldeten Geräten gehen verschlüsselte Nachrichten verloren, wenn der Schlüsselspeicher nicht eingeschaltet ist.</translation>
    </message>
    <message>
        <source>The server wants: {rules}.</source>
        <translation>Der Server verlangt: {rules}.</translation>
    </message>
    <message>
        <source>Enter your current password.</source>
        <translation>Geben Sie Ihr aktuelles Passwort ein.</translation>
    </message>
    <message>
        <source>Enter a new password.</source>
        <translation>Geben Sie ein neues Passwort ein.</translation>
    </message>
    <message>
        <source>Still missing: {rules}.</source>
        <translation>Es fehlt noch: {rules}.</translation>
    </message>
    <message>
        <source>The new passwords are not the same.</source>
        <translation>Die neuen Passwörter stimmen nicht überein.</translation>
    </message>
    <message>
        <source>The current password is not right.</source>
        <translation>Das aktuelle Passwort ist nicht richtig.</translation>
    </message>
    <message>
        <source>Password changed.</source>
        <translation>Passwort geändert.</translation>
    </message>
    <message>
        <source>You see how far others have read in any case, as far as they show it.</source>
        <translation>Wie weit andere gelesen haben, sehen Sie in jedem Fall, soweit sie es zeigen.</translation>
    </message>
    <message>
        <source>Others in the room see that you are writing a message just now.</source>
        <translation>Andere im Raum sehen, dass Sie gerade eine Nachricht schreiben.</translation>
    </message>
    <message>
        <source>Nobody gets to know whether you are online. Links are not opened or previewed.</source>
        <translation>Niemand erfährt, ob Sie online sind. Links werden weder geöffnet noch als Vorschau geladen.</translation>
    </message>
    <message>
        <source>Ignored people</source>
        <translation>Ignorierte Personen</translation>
    </message>
    <message>
        <source>You do not see their messages and invitations. They do not get to know that.</source>
        <translation>Sie sehen deren Nachrichten und Einladungen nicht. Die Personen erfahren das nicht.</translation>
    </message>
    <message>
        <source>You ignore nobody.</source>
        <translation>Sie ignorieren niemanden.</translation>
    </message>
    <message>
        <source>No longer ignore</source>
        <translation>Nicht mehr ignorieren</translation>
    </message>
    <message>
        <source>No longer ignore {user}</source>
        <translation>{user} nicht mehr ignorieren</translation>
    </message>
    <message>
        <source>This device is verified. Others can be sure that its messages are yours.</source>
        <translation>Dieses Gerät ist verifiziert. Andere können sicher sein, dass seine Nachrichten von Ihnen sind.</translation>
    </message>
    <message>
        <source>As soon as there is a connection, you see here whether this device is verified.</source>
        <translation>Sobald eine Verbindung besteht, sehen Sie hier, ob dieses Gerät verifiziert ist.</translation>
    </message>
    <message>
        <source>This device is not verified. Others may not accept its messages.</source>
        <translation>Dieses Gerät ist nicht verifiziert. Andere nehmen seine Nachrichten möglicherweise nicht an.</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Verify your other devices, or sign out devices that you no longer use.</source>
        <translation>Verifizieren Sie Ihre anderen Geräte, oder melden Sie Geräte ab, die Sie nicht mehr nutzen.</translation>
    </message>
    <message>
        <source>With the recovery key you can read your messages on a new device as well.</source>
        <translation>Mit dem Wiederherstellungsschlüssel können Sie Ihre Nachrichten auch auf einem neuen Gerät lesen.</translation>
    </message>
    <message>
        <source>Recovery key and key storage</source>
        <translation>Wiederherstellungsschlüssel und Schlüsselspeicher</translation>
    </message>
    <message>
        <source>Lock the window</source>
        <translation>Fenster sperren</translation>
    </message>
    <message>
        <source>While it is locked nobody can read your messages here. What you have begun to write stays.</source>
        <translation>Solange es gesperrt ist, kann hier niemand Ihre Nachrichten lesen. Was Sie angefangen haben zu schreiben, bleibt erhalten.</translation>
    </message>
    <message>
        <source>0: never. You can lock it yourself at any time with {keys}.</source>
        <translation>0: nie. Sie selbst können es jederzeit mit {keys} sperren.</translation>
    </message>
    <message>
        <source>Choose an unlock code first.</source>
        <translation>Wählen Sie zuerst einen Entsperrcode.</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>You open it with the passphrase that you enter at the start.</source>
        <translation>Sie öffnen es mit der Passphrase, die Sie beim Start eingeben.</translation>
    </message>
    <message>
        <source>Change the unlock code …</source>
        <translation>Entsperrcode ändern …</translation>
    </message>
    <message>
        <source>Choose an unlock code …</source>
        <translation>Entsperrcode wählen …</translation>
    </message>
    <message>
        <source>New keyword</source>
        <translation>Neues Stichwort</translation>
    </message>
    <message>
        <source>Remove the keyword {word}</source>
        <translation>Stichwort {word} entfernen</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Others may read notifications on the lock screen or over your shoulder.</source>
        <translation>Andere können Benachrichtigungen auf dem Sperrbildschirm oder über Ihre Schulter mitlesen.</translation>
    </message>
    <message>
        <source>It starts without showing its window.</source>
        <translation>Es startet, ohne sein Fenster zu zeigen.</translation>
    </message>
    <message>
        <source>Show a test</source>
        <translation>Probe zeigen</translation>
    </message>
    <message>
        <source>Nothing is shown and nothing is heard. Messages arrive as usual.</source>
        <translation>Nichts wird gezeigt und nichts ist zu hören. Nachrichten kommen wie sonst an.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On all your devices</source>
        <translation>Auf allen Ihren Geräten</translation>
    </message>
    <message>
        <source>Kept on the server. Each room can have its own setting: right-click it in the list.</source>
        <translation>Wird auf dem Server gespeichert. Jeder Raum kann eine eigene Einstellung haben: Rechtsklick auf den Raum in der Liste.</translation>
    </message>
    <message>
        <source>Notifications for this account</source>
        <translation>Benachrichtigungen für dieses Konto</translation>
    </message>
    <message>
        <source>Messages in direct conversations</source>
        <translation>Nachrichten in Direktgesprächen</translation>
    </message>
    <message>
        <source>Messages in rooms</source>
        <translation>Nachrichten in Räumen</translation>
    </message>
    <message>
        <source>When somebody mentions me</source>
        <translation>Wenn jemand mich erwähnt</translation>
    </message>
    <message>
        <source>When somebody mentions everybody (@room)</source>
        <translation>Wenn jemand alle erwähnt (@room)</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Stichwörter</translation>
    </message>
    <message>
        <source>You are also told of messages that contain one of these words.</source>
        <translation>Auch Nachrichten, in denen eines dieser Wörter steht, werden gemeldet.</translation>
    </message>
    <message>
        <source>Until {when}</source>
        <translation>Bis {when}</translation>
    </message>
    <message>
        <source>All messages, files and keys are encrypted on the disk of this computer.</source>
        <translation>Alle Nachrichten, Dateien und Schlüssel sind auf dem Datenträger dieses Computers verschlüsselt.</translation>
    </message>
    <message>
        <source>Only devices that their owners have confirmed can read your messages.</source>
        <translation>Nur von ihren Besitzern bestätigte Geräte können Ihre Nachrichten lesen.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Everybody in the room</source>
        <translation>Alle im Raum</translation>
    </message>
    <message>
        <source>{name} was invited.</source>
        <translation>{name} wurde eingeladen.</translation>
    </message>
    <message>
        <source>Your display name was changed.</source>
        <translation>Ihr Anzeigename wurde geändert.</translation>
    </message>
    <message>
        <source>You no longer see messages of {name}.</source>
        <translation>Sie sehen keine Nachrichten von {name} mehr.</translation>
    </message>
    <message>
        <source>You see messages of {name} again.</source>
        <translation>Sie sehen wieder Nachrichten von {name}.</translation>
    </message>
    <message>
        <source>&lt;person&gt;</source>
        <translation>&lt;Person&gt;</translation>
    </message>
    <message>
        <source>[reason]</source>
        <translation>[Grund]</translation>
    </message>
    <message>
        <source>&lt;text&gt;</source>
        <translation>&lt;Text&gt;</translation>
    </message>
    <message>
        <source>Says what you are doing</source>
        <translation>Sagt, was Sie gerade tun</translation>
    </message>
    <message>
        <source>Sends the text as it is, without formatting</source>
        <translation>Sendet den Text, wie er ist, ohne Formatierung</translation>
    </message>
    <message>
        <source>Hides the text until it is clicked</source>
        <translation>Verdeckt den Text, bis man darauf klickt</translation>
    </message>
    <message>
        <source>[text]</source>
        <translation>[Text]</translation>
    </message>
    <message>
        <source>Puts ¯\_(ツ)_/¯ in front of the text</source>
        <translation>Stellt ¯\_(ツ)_/¯ vor den Text</translation>
    </message>
    <message>
        <source>[question]</source>
        <translation>[Frage]</translation>
    </message>
    <message>
        <source>Starts a poll</source>
        <translation>Beginnt eine Umfrage</translation>
    </message>
    <message>
        <source>[place]</source>
        <translation>[Ort]</translation>
    </message>
    <message>
        <source>Sends a place</source>
        <translation>Sendet einen Ort</translation>
    </message>
    <message>
        <source>Invites somebody to this room</source>
        <translation>Lädt jemanden in diesen Raum ein</translation>
    </message>
    <message>
        <source>&lt;room&gt;</source>
        <translation>&lt;Raum&gt;</translation>
    </message>
    <message>
        <source>Enters a room</source>
        <translation>Betritt einen Raum</translation>
    </message>
    <message>
        <source>[room]</source>
        <translation>[Raum]</translation>
    </message>
    <message>
        <source>Leaves this or another room</source>
        <translation>Verlässt diesen oder einen anderen Raum</translation>
    </message>
    <message>
        <source>Changes the topic of this room</source>
        <translation>Ändert das Thema dieses Raums</translation>
    </message>
    <message>
        <source>Changes the name of this room</source>
        <translation>Ändert den Namen dieses Raums</translation>
    </message>
    <message>
        <source>&lt;name&gt;</source>
        <translation>&lt;Name&gt;</translation>
    </message>
    <message>
        <source>Changes your display name</source>
        <translation>Ändert Ihren Anzeigenamen</translation>
    </message>
    <message>
        <source>Changes your display name in this room only</source>
        <translation>Ändert Ihren Anzeigenamen nur in diesem Raum</translation>
    </message>
    <message>
        <source>Removes somebody from this room</source>
        <translation>Entfernt jemanden aus diesem Raum</translation>
    </message>
    <message>
        <source>Bans somebody from this room</source>
        <translation>Sperrt jemanden aus diesem Raum aus</translation>
    </message>
    <message>
        <source>Lets somebody in again who was banned</source>
        <translation>Lässt jemanden wieder herein, der ausgesperrt war</translation>
    </message>
    <message>
        <source>Gives somebody more rights in this room</source>
        <translation>Gibt jemandem mehr Rechte in diesem Raum</translation>
    </message>
    <message>
        <source>[level]</source>
        <translation>[Stufe]</translation>
    </message>
    <message>
        <source>Takes somebody&apos;s rights in this room away</source>
        <translation>Nimmt jemandem die Rechte in diesem Raum</translation>
    </message>
    <message>
        <source>Hides the messages of somebody</source>
        <translation>Blendet die Nachrichten einer Person aus</translation>
    </message>
    <message>
        <source>Shows the messages of somebody again</source>
        <translation>Blendet die Nachrichten einer Person wieder ein</translation>
    </message>
    <message>
        <source>Shows all commands</source>
        <translation>Zeigt alle Befehle</translation>
    </message>
    <message>
        <source>Name a person after {name}, for example @anna:amt.example.</source>
        <translation>Nennen Sie nach {name} eine Person, zum Beispiel @anna:amt.example.</translation>
    </message>
    <message>
        <source>Name a room after {name}, for example #amt:amt.example.</source>
        <translation>Nennen Sie nach {name} einen Raum, zum Beispiel #amt:amt.example.</translation>
    </message>
    <message>
        <source>Something is missing after {name}.</source>
        <translation>Nach {name} fehlt etwas.</translation>
    </message>
    <message>
        <source>Nothing comes after {name}.</source>
        <translation>Nach {name} kommt nichts.</translation>
    </message>
    <message>
        <source>There is no command {name}. Nothing was sent. Begin with // to send a text that starts with a slash.</source>
        <translation>Den Befehl {name} gibt es nicht. Es wurde nichts gesendet. Beginnen Sie mit //, um einen Text zu senden, der mit einem Schrägstrich anfängt.</translation>
    </message>
    <message>
        <source>New poll …</source>
        <translation>Neue Umfrage …</translation>
    </message>
    <message>
        <source>Send a place …</source>
        <translation>Ort senden …</translation>
    </message>
    <message>
        <source>Next misspelled word</source>
        <translation>Nächstes falsch geschriebenes Wort</translation>
    </message>
    <message>
        <source>Formatting bar</source>
        <translation>Formatierungsleiste</translation>
    </message>
    <message>
        <source>Send as a file</source>
        <translation>Als Datei senden</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>This text is very long</source>
        <translation>Dieser Text ist sehr lang</translation>
    </message>
    <message>
        <source>A long text is easier to read as a file.</source>
        <translation>Ein langer Text ist als Datei leichter zu lesen.</translation>
    </message>
    <message>
        <source>The coordinates were copied.</source>
        <translation>Die Koordinaten wurden kopiert.</translation>
    </message>
    <message>
        <source>No misspelled words.</source>
        <translation>Keine falsch geschriebenen Wörter.</translation>
    </message>
    <message>
        <source>New messages</source>
        <translation>Neue Nachrichten</translation>
    </message>
    <message>
        <source>Drop the files here to send them to {room}</source>
        <translation>Dateien hier ablegen, um sie an {room} zu senden</translation>
    </message>
    <message>
        <source>Drop the files here to answer with them in the thread</source>
        <translation>Legen Sie die Dateien hier ab, um damit im Thread zu antworten</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Fit into the window</source>
        <translation>In das Fenster einpassen</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Picture {n} of {count}</source>
        <translation>Bild {n} von {count}</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>{n} von {count}</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The picture was copied.</source>
        <translation>Das Bild wurde kopiert.</translation>
    </message>
    <message>
        <source>Files and pictures on this computer</source>
        <translation>Dateien und Bilder auf diesem Rechner</translation>
    </message>
    <message>
        <source>Files that were downloaded are kept encrypted, so that they need not be fetched again.</source>
        <translation>Heruntergeladene Dateien werden verschlüsselt aufbewahrt, damit sie nicht noch einmal geholt werden müssen.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Wird gezählt …</translation>
    </message>
    <message>
        <source>Remove downloaded files</source>
        <translation>Heruntergeladene Dateien entfernen</translation>
    </message>
    <message>
        <source>They are fetched again when you look at them, as long as the server still has them.</source>
        <translation>Sie werden wieder geholt, wenn Sie sie ansehen, solange der Server sie noch hat.</translation>
    </message>
    <message>
        <source>Saved files</source>
        <translation>Gespeicherte Dateien</translation>
    </message>
    <message>
        <source>Files that you save or open are kept there, without encryption.</source>
        <translation>Dateien, die Sie speichern oder öffnen, liegen dort, ohne Verschlüsselung.</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Larger pictures are loaded when you open them. 0: none is loaded by itself.</source>
        <translation>Größere Bilder werden geladen, wenn Sie sie öffnen. 0: Keines wird von selbst geladen.</translation>
    </message>
    <message>
        <source>Messages are searched on this computer only. Older ones are fetched in the background.</source>
        <translation>Nachrichten werden nur auf diesem Computer durchsucht. Ältere werden im Hintergrund geladen.</translation>
    </message>
    <message>
        <source>One file, {size} of at most {limit}</source>
        <translation>Eine Datei, {size} von höchstens {limit}</translation>
    </message>
    <message>
        <source>{n} files, {size} of at most {limit}</source>
        <translation>{n} Dateien, {size} von höchstens {limit}</translation>
    </message>
    <message>
        <source>The downloaded files were removed.</source>
        <translation>Die heruntergeladenen Dateien wurden entfernt.</translation>
    </message>
    <message>
        <source>Position: {at} of {length}</source>
        <translation>Stelle: {at} von {length}</translation>
    </message>
    <message>
        <source>Speed: {speed}</source>
        <translation>Geschwindigkeit: {speed}</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>{n} % of {size} sent</source>
        <translation>{n} % von {size} gesendet</translation>
    </message>
    <message>
        <source>Delete the recording</source>
        <translation>Aufnahme löschen</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Send the voice message</source>
        <translation>Sprachnachricht senden</translation>
    </message>
    <message>
        <source>Recording has begun.</source>
        <translation>Die Aufnahme hat begonnen.</translation>
    </message>
    <message>
        <source>Recording: {length} of at most {most}</source>
        <translation>Aufnahme: {length} von höchstens {most}</translation>
    </message>
    <message>
        <source>The longest possible recording is reached.</source>
        <translation>Die längste mögliche Aufnahme ist erreicht.</translation>
    </message>
    <message>
        <source>The recording was too short.</source>
        <translation>Die Aufnahme war zu kurz.</translation>
    </message>
    <message>
        <source>Recorded: {length}</source>
        <translation>Aufgenommen: {length}</translation>
    </message>
    <message>
        <source>Position in the recording: {at} of {length}</source>
        <translation>Stelle in der Aufnahme: {at} von {length}</translation>
    </message>
    <message>
        <source>The recording was deleted.</source>
        <translation>Die Aufnahme wurde gelöscht.</translation>
    </message>
    <message>
        <source>There is no such room, or it is not open to you.</source>
        <translation>Diesen Raum gibt es nicht, oder er steht Ihnen nicht offen.</translation>
    </message>
    <message>
        <source>No public room fits.</source>
        <translation>Kein öffentlicher Raum passt.</translation>
    </message>
    <message>
        <source>There are no public rooms on this server.</source>
        <translation>Auf diesem Server gibt es keine öffentlichen Räume.</translation>
    </message>
    <message>
        <source>This space shows no rooms to you.</source>
        <translation>Dieser Space zeigt Ihnen keine Räume.</translation>
    </message>
    <message>
        <source>You are in the space now.</source>
        <translation>Sie sind jetzt im Space.</translation>
    </message>
    <message>
        <source>Your request was sent. You are told when somebody lets you in.</source>
        <translation>Ihre Anfrage ist gesendet. Sie erfahren, wenn jemand Sie einlässt.</translation>
    </message>
    <message>
        <source>All rooms</source>
        <translation>Alle Räume</translation>
    </message>
    <message>
        <source>one unread room</source>
        <translation>ein ungelesener Raum</translation>
    </message>
    <message>
        <source>{n} unread rooms</source>
        <translation>{n} ungelesene Räume</translation>
    </message>
    <message>
        <source>Space menu</source>
        <translation>Space-Menü</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Spaces</translation>
    </message>
    <message>
        <source>Space: {name}</source>
        <translation>Space: {name}</translation>
    </message>
    <message>
        <source>one unread room elsewhere</source>
        <translation>ein ungelesener Raum außerhalb</translation>
    </message>
    <message>
        <source>{n} unread rooms elsewhere</source>
        <translation>{n} ungelesene Räume außerhalb</translation>
    </message>
    <message>
        <source>Find rooms …</source>
        <translation>Räume finden …</translation>
    </message>
    <message>
        <source>New space …</source>
        <translation>Neuer Space …</translation>
    </message>
    <message>
        <source>Choose a space</source>
        <translation>Space wählen</translation>
    </message>
    <message>
        <source>Look at all its rooms …</source>
        <translation>Alle Räume darin ansehen …</translation>
    </message>
    <message>
        <source>New room in it …</source>
        <translation>Neuer Raum darin …</translation>
    </message>
    <message>
        <source>Add rooms …</source>
        <translation>Räume hinzufügen …</translation>
    </message>
    <message>
        <source>New space in it …</source>
        <translation>Neuer Space darin …</translation>
    </message>
    <message>
        <source>Space settings …</source>
        <translation>Space-Einstellungen …</translation>
    </message>
    <message>
        <source>Leave space …</source>
        <translation>Space verlassen …</translation>
    </message>
    <message>
        <source>Members of {name}</source>
        <translation>Mitglieder von {name}</translation>
    </message>
    <message>
        <source>One room was added.</source>
        <translation>Ein Raum wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>{n} rooms were added.</source>
        <translation>{n} Räume wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>One room could not be left.</source>
        <translation>Ein Raum konnte nicht verlassen werden.</translation>
    </message>
    <message>
        <source>{n} rooms could not be left.</source>
        <translation>{n} Räume konnten nicht verlassen werden.</translation>
    </message>
    <message>
        <source>Like all rooms</source>
        <translation>Wie alle Räume</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>Alle Nachrichten</translation>
    </message>
    <message>
        <source>Mentions and keywords</source>
        <translation>Erwähnungen und Stichwörter</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Notifications of this room: {level}</source>
        <translation>Benachrichtigungen dieses Raums: {level}</translation>
    </message>
    <message>
        <source>do not disturb</source>
        <translation>nicht stören</translation>
    </message>
    <message>
        <source>Open BundesMessenger</source>
        <translation>BundesMessenger öffnen</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>For one hour</source>
        <translation>Eine Stunde lang</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>Bis morgen früh</translation>
    </message>
    <message>
        <source>Until I turn it off</source>
        <translation>Bis ich es ausschalte</translation>
    </message>
    <message>
        <source>Send a place</source>
        <translation>Ort senden</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Coordinates (latitude, longitude), or the link of a map such as OpenStreetMap.</source>
        <translation>Koordinaten (Breite, Länge) oder der Link einer Karte wie OpenStreetMap.</translation>
    </message>
    <message>
        <source>For example: Main entrance</source>
        <translation>Zum Beispiel: Haupteingang</translation>
    </message>
    <message>
        <source>Name (optional)</source>
        <translation>Name (freiwillig)</translation>
    </message>
    <message>
        <source>Understood as {place}</source>
        <translation>Verstanden als {place}</translation>
    </message>
    <message>
        <source>This is no place. Write latitude and longitude, for example 52.5163, 13.3777.</source>
        <translation>Das ist kein Ort. Schreiben Sie Breite und Länge, zum Beispiel 52.5163, 13.3777.</translation>
    </message>
    <message>
        <source>Change the poll</source>
        <translation>Umfrage ändern</translation>
    </message>
    <message>
        <source>New poll</source>
        <translation>Neue Umfrage</translation>
    </message>
    <message>
        <source>For example: When shall we meet?</source>
        <translation>Zum Beispiel: Wann treffen wir uns?</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Add an answer</source>
        <translation>Antwort hinzufügen</translation>
    </message>
    <message>
        <source>Show the votes at once</source>
        <translation>Stimmen sofort zeigen</translation>
    </message>
    <message>
        <source>Show the votes at the end</source>
        <translation>Stimmen erst am Ende zeigen</translation>
    </message>
    <message>
        <source>Answers that one person may choose</source>
        <translation>Antworten, die eine Person wählen darf</translation>
    </message>
    <message>
        <source>Answer {n}</source>
        <translation>Antwort {n}</translation>
    </message>
    <message>
        <source>Remove answer {n}</source>
        <translation>Antwort {n} entfernen</translation>
    </message>
    <message>
        <source>Write a question.</source>
        <translation>Schreiben Sie eine Frage.</translation>
    </message>
    <message>
        <source>Write at least two answers.</source>
        <translation>Schreiben Sie mindestens zwei Antworten.</translation>
    </message>
    <message>
        <source>Two answers are the same.</source>
        <translation>Zwei Antworten sind gleich.</translation>
    </message>
    <message>
        <source>Say in a few words what happened.</source>
        <translation>Schreiben Sie in wenigen Worten, was vorgefallen ist.</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>Nachricht schreiben</translation>
    </message>
    <message>
        <source>Stop ignoring</source>
        <translation>Nicht mehr ignorieren</translation>
    </message>
    <message>
        <source>Ignore …</source>
        <translation>Ignorieren …</translation>
    </message>
    <message>
        <source>Let in</source>
        <translation>Einlassen</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>Sperre aufheben</translation>
    </message>
    <message>
        <source>Withdraw the invitation …</source>
        <translation>Einladung zurückziehen …</translation>
    </message>
    <message>
        <source>Remove from the room …</source>
        <translation>Aus dem Raum entfernen …</translation>
    </message>
    <message>
        <source>Ban from the room …</source>
        <translation>Aus dem Raum sperren …</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Search members</source>
        <translation>Mitglieder suchen</translation>
    </message>
    <message>
        <source>Nobody of this name is in the room.</source>
        <translation>Niemand mit diesem Namen ist im Raum.</translation>
    </message>
    <message>
        <source>Loading members …</source>
        <translation>Mitglieder werden geladen …</translation>
    </message>
    <message>
        <source>One person found</source>
        <translation>Eine Person gefunden</translation>
    </message>
    <message>
        <source>{n} people found</source>
        <translation>{n} Personen gefunden</translation>
    </message>
    <message>
        <source>Enter shows what can be done with a person.</source>
        <translation>Die Eingabetaste zeigt, was Sie mit einer Person tun können.</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Zugang</translation>
    </message>
    <message>
        <source>Who may join?</source>
        <translation>Wer darf beitreten?</translation>
    </message>
    <message>
        <source>Show the room in the list of public rooms of your server</source>
        <translation>Raum in der Liste öffentlicher Räume Ihres Servers zeigen</translation>
    </message>
    <message>
        <source>Earlier messages</source>
        <translation>Frühere Nachrichten</translation>
    </message>
    <message>
        <source>Who may read earlier messages?</source>
        <translation>Wer darf frühere Nachrichten lesen?</translation>
    </message>
    <message>
        <source>Guests without an account may join</source>
        <translation>Gäste ohne Konto dürfen beitreten</translation>
    </message>
    <message>
        <source>Everybody can join and read from then on, although the room is encrypted.</source>
        <translation>Alle können beitreten und von da an mitlesen, obwohl der Raum verschlüsselt ist.</translation>
    </message>
    <message>
        <source>Whoever asks appears at the top of the list of members.</source>
        <translation>Wer anfragt, erscheint oben in der Mitgliederliste.</translation>
    </message>
    <message>
        <source>Holds for messages from now on. Who may read the earlier ones stays as it was.</source>
        <translation>Gilt für Nachrichten von jetzt an. Wer die bisherigen lesen darf, bleibt, wie es war.</translation>
    </message>
    <message>
        <source>Name and topic can be found by everybody.</source>
        <translation>Name und Thema können dann alle finden.</translation>
    </message>
    <message>
        <source>Everybody who knows the address of the room can join without asking, and read from then on.</source>
        <translation>Alle, die die Adresse des Raums kennen, können ohne Anfrage beitreten und von da an mitlesen.</translation>
    </message>
    <message>
        <source>Encryption does not keep anybody out who may join.</source>
        <translation>Verschlüsselung hält niemanden fern, der beitreten darf.</translation>
    </message>
    <message>
        <source>Let everybody join?</source>
        <translation>Alle beitreten lassen?</translation>
    </message>
    <message>
        <source>Let everybody join</source>
        <translation>Alle beitreten lassen</translation>
    </message>
    <message>
        <source>Also people who are not in the room can read what is written from now on, if it is not encrypted.</source>
        <translation>Auch wer nicht im Raum ist, kann lesen, was von jetzt an geschrieben wird, sofern es nicht verschlüsselt ist.</translation>
    </message>
    <message>
        <source>Let everybody read?</source>
        <translation>Alle mitlesen lassen?</translation>
    </message>
    <message>
        <source>Let everybody read</source>
        <translation>Alle mitlesen lassen</translation>
    </message>
    <message>
        <source>The server did not say whether it is in the list.</source>
        <translation>Der Server hat nicht mitgeteilt, ob der Raum in der Liste steht.</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>With an address like #name:{server} others find the room.</source>
        <translation>Unter einer Adresse wie #name:{server} finden andere den Raum.</translation>
    </message>
    <message>
        <source>Main address</source>
        <translation>Hauptadresse</translation>
    </message>
    <message>
        <source>Addresses on your server</source>
        <translation>Adressen auf Ihrem Server</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>Noch keine.</translation>
    </message>
    <message>
        <source>for example: personalrat</source>
        <translation>zum Beispiel: personalrat</translation>
    </message>
    <message>
        <source>New address</source>
        <translation>Neue Adresse</translation>
    </message>
    <message>
        <source>The addresses cannot be asked for now.</source>
        <translation>Die Adressen können gerade nicht abgefragt werden.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Other addresses: {list}</source>
        <translation>Andere Adressen: {list}</translation>
    </message>
    <message>
        <source>Name or @name:server</source>
        <translation>Name oder @name:server</translation>
    </message>
    <message>
        <source>{name} was added</source>
        <translation>{name} wurde hinzugefügt</translation>
    </message>
    <message>
        <source>{name} was removed</source>
        <translation>{name} wurde entfernt</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>There is no connection: only people you share rooms with are found.</source>
        <translation>Es besteht keine Verbindung: Gefunden wird nur, mit wem Sie Räume teilen.</translation>
    </message>
    <message>
        <source>one suggestion</source>
        <translation>ein Vorschlag</translation>
    </message>
    <message>
        <source>{n} suggestions</source>
        <translation>{n} Vorschläge</translation>
    </message>
    <message>
        <source>An address has small letters, digits, dots and hyphens only.</source>
        <translation>Eine Adresse besteht nur aus Kleinbuchstaben, Ziffern, Punkten und Bindestrichen.</translation>
    </message>
    <message>
        <source>Another room has this address already.</source>
        <translation>Diese Adresse hat schon ein anderer Raum.</translation>
    </message>
    <message>
        <source>Your server does not let you make this address.</source>
        <translation>Ihr Server lässt diese Adresse nicht zu.</translation>
    </message>
    <message>
        <source>Roles and rights</source>
        <translation>Rollen und Rechte</translation>
    </message>
    <message>
        <source>People with a role</source>
        <translation>Personen mit einer Rolle</translation>
    </message>
    <message>
        <source>Give other people a role in the list of members.</source>
        <translation>Weiteren Personen geben Sie eine Rolle in der Mitgliederliste.</translation>
    </message>
    <message>
        <source>Who may …</source>
        <translation>Wer darf …</translation>
    </message>
    <message>
        <source>Your role: {role}.</source>
        <translation>Ihre Rolle: {role}.</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Administration ({n})</source>
        <translation>Administration ({n})</translation>
    </message>
    <message>
        <source>Moderation ({n})</source>
        <translation>Moderation ({n})</translation>
    </message>
    <message>
        <source>Restricted ({n})</source>
        <translation>Eingeschränkt ({n})</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Member ({n})</source>
        <translation>Mitglied ({n})</translation>
    </message>
    <message>
        <source>Owners only</source>
        <translation>Nur Eigentümer</translation>
    </message>
    <message>
        <source>Owners, and from level {n}</source>
        <translation>Eigentümer und ab Stufe {n}</translation>
    </message>
    <message>
        <source>Administration only</source>
        <translation>Nur Administration</translation>
    </message>
    <message>
        <source>Moderation and above</source>
        <translation>Ab Moderation</translation>
    </message>
    <message>
        <source>All members</source>
        <translation>Alle Mitglieder</translation>
    </message>
    <message>
        <source>Everybody, also from level {n}</source>
        <translation>Alle, auch ab Stufe {n}</translation>
    </message>
    <message>
        <source>From level {n}</source>
        <translation>Ab Stufe {n}</translation>
    </message>
    <message>
        <source>Only the owner of the room can change this.</source>
        <translation>Das kann nur der Eigentümer des Raums ändern.</translation>
    </message>
    <message>
        <source>You can look at this, but not change it. It needs the role: {role}.</source>
        <translation>Sie können das ansehen, aber nicht ändern. Dafür ist die Rolle „{role}“ nötig.</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Only who is invited</source>
        <translation>Nur wer eingeladen ist</translation>
    </message>
    <message>
        <source>Who is invited, and who asks and is let in</source>
        <translation>Wer eingeladen ist oder anfragt und eingelassen wird</translation>
    </message>
    <message>
        <source>Members of certain spaces, and who is invited</source>
        <translation>Mitglieder bestimmter Spaces und Eingeladene</translation>
    </message>
    <message>
        <source>Members of certain spaces, and who asks and is let in</source>
        <translation>Mitglieder bestimmter Spaces und wer nach Anfrage eingelassen wird</translation>
    </message>
    <message>
        <source>A rule that this program does not know</source>
        <translation>Eine Regel, die dieses Programm nicht kennt</translation>
    </message>
    <message>
        <source>Everybody, even without joining</source>
        <translation>Alle, auch ohne Beitritt</translation>
    </message>
    <message>
        <source>Members, from their invitation on</source>
        <translation>Mitglieder, ab ihrer Einladung</translation>
    </message>
    <message>
        <source>Members, from their joining on</source>
        <translation>Mitglieder, ab ihrem Beitritt</translation>
    </message>
    <message>
        <source>Members, everything</source>
        <translation>Mitglieder, alles</translation>
    </message>
    <message>
        <source>write messages</source>
        <translation>Nachrichten schreiben</translation>
    </message>
    <message>
        <source>invite people</source>
        <translation>Personen einladen</translation>
    </message>
    <message>
        <source>remove people</source>
        <translation>Personen entfernen</translation>
    </message>
    <message>
        <source>ban people</source>
        <translation>Personen sperren</translation>
    </message>
    <message>
        <source>delete messages of others</source>
        <translation>Nachrichten anderer löschen</translation>
    </message>
    <message>
        <source>notify everybody with @room</source>
        <translation>alle mit @room benachrichtigen</translation>
    </message>
    <message>
        <source>pin messages</source>
        <translation>Nachrichten anheften</translation>
    </message>
    <message>
        <source>change the name</source>
        <translation>den Namen ändern</translation>
    </message>
    <message>
        <source>change the topic</source>
        <translation>das Thema ändern</translation>
    </message>
    <message>
        <source>change the picture</source>
        <translation>das Bild ändern</translation>
    </message>
    <message>
        <source>change the addresses</source>
        <translation>die Adressen ändern</translation>
    </message>
    <message>
        <source>change who reads earlier messages</source>
        <translation>ändern, wer frühere Nachrichten liest</translation>
    </message>
    <message>
        <source>change who may join</source>
        <translation>ändern, wer beitreten darf</translation>
    </message>
    <message>
        <source>turn on encryption</source>
        <translation>die Verschlüsselung einschalten</translation>
    </message>
    <message>
        <source>change roles and rights</source>
        <translation>Rollen und Rechte ändern</translation>
    </message>
    <message>
        <source>replace the room by a new one</source>
        <translation>den Raum durch einen neuen ersetzen</translation>
    </message>
    <message>
        <source>change other settings</source>
        <translation>andere Einstellungen ändern</translation>
    </message>
    <message>
        <source>Your own words</source>
        <translation>Ihre eigenen Wörter</translation>
    </message>
    <message>
        <source>The spell check takes these words for right.</source>
        <translation>Die Rechtschreibprüfung hält diese Wörter für richtig.</translation>
    </message>
    <message>
        <source>No words yet.</source>
        <translation>Noch keine Wörter.</translation>
    </message>
    <message>
        <source>Remove {word}</source>
        <translation>{word} entfernen</translation>
    </message>
    <message>
        <source>Search in this room</source>
        <translation>In diesem Raum suchen</translation>
    </message>
    <message>
        <source>Search in all rooms</source>
        <translation>In allen Räumen suchen</translation>
    </message>
    <message>
        <source>Jump to a room, a person or a command</source>
        <translation>Zu Raum, Person oder Befehl springen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>in {room}</source>
        <translation>in {room}</translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation>Gefundene Nachrichten</translation>
    </message>
    <message>
        <source>Search messages</source>
        <translation>Nachrichten suchen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>With files</source>
        <translation>Mit Dateien</translation>
    </message>
    <message>
        <source>With links</source>
        <translation>Mit Links</translation>
    </message>
    <message>
        <source>Polls</source>
        <translation>Umfragen</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 12 months</source>
        <translation>Letzte 12 Monate</translation>
    </message>
    <message>
        <source>From … until …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>In this room</source>
        <translation>In diesem Raum</translation>
    </message>
    <message>
        <source>In all rooms</source>
        <translation>In allen Räumen</translation>
    </message>
    <message>
        <source>A room you have left</source>
        <translation>Ein Raum, den Sie verlassen haben</translation>
    </message>
    <message>
        <source>The search is not possible now.</source>
        <translation>Die Suche ist gerade nicht möglich.</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>One message found</source>
        <translation>Eine Nachricht gefunden</translation>
    </message>
    <message>
        <source>{n} messages found</source>
        <translation>{n} Nachrichten gefunden</translation>
    </message>
    <message>
        <source>More than {n} messages found</source>
        <translation>Mehr als {n} Nachrichten gefunden</translation>
    </message>
    <message>
        <source>Parts of words are found too. Put exact text into “quotation marks”.</source>
        <translation>Auch Wortteile werden gefunden. Setzen Sie genauen Text in „Anführungszeichen“.</translation>
    </message>
    <message>
        <source>Older messages are being fetched: {done} of {total} rooms.</source>
        <translation>Ältere Nachrichten werden geladen: {done} von {total} Räumen.</translation>
    </message>
    <message>
        <source>Fetching older messages is paused.</source>
        <translation>Das Laden älterer Nachrichten ist angehalten.</translation>
    </message>
    <message>
        <source>The space for messages is used up.</source>
        <translation>Der Platz für Nachrichten ist aufgebraucht.</translation>
    </message>
    <message>
        <source>Older messages are fetched while there is nothing else to do: {done} of {total} rooms.</source>
        <translation>Ältere Nachrichten werden geladen, während sonst nichts zu tun ist: {done} von {total} Räumen.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Messages of this room since {date} are searchable.</source>
        <translation>Nachrichten dieses Raums seit {date} sind durchsuchbar.</translation>
    </message>
    <message>
        <source>All messages of this room are searchable.</source>
        <translation>Alle Nachrichten dieses Raums sind durchsuchbar.</translation>
    </message>
    <message>
        <source>Messages since {date} of one room are searchable.</source>
        <translation>Nachrichten eines Raums seit {date} sind durchsuchbar.</translation>
    </message>
    <message>
        <source>Messages since {date} of {n} rooms are searchable, {m} rooms completely.</source>
        <translation>Nachrichten seit {date} aus {n} Räumen sind durchsuchbar, {m} Räume vollständig.</translation>
    </message>
    <message>
        <source>All messages of one room are searchable.</source>
        <translation>Alle Nachrichten eines Raums sind durchsuchbar.</translation>
    </message>
    <message>
        <source>All messages of {n} rooms are searchable.</source>
        <translation>Alle Nachrichten aus {n} Räumen sind durchsuchbar.</translation>
    </message>
    <message>
        <source>One message is still being read in.</source>
        <translation>Eine Nachricht wird noch eingelesen.</translation>
    </message>
    <message>
        <source>{n} messages are still being read in.</source>
        <translation>{n} Nachrichten werden noch eingelesen.</translation>
    </message>
    <message>
        <source>By anybody</source>
        <translation>Von allen</translation>
    </message>
    <message>
        <source>By whom</source>
        <translation>Von wem</translation>
    </message>
    <message>
        <source>Jump to</source>
        <translation>Springen zu</translation>
    </message>
    <message>
        <source>Room, person or command</source>
        <translation>Raum, Person oder Befehl</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>Einladung</translation>
    </message>
    <message>
        <source>Direct conversation</source>
        <translation>Direktgespräch</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Arrow keys choose, Enter opens, Esc closes.</source>
        <translation>Pfeiltasten wählen, Eingabe öffnet, Esc schließt.</translation>
    </message>
    <message>
        <source>{key} from {names}</source>
        <translation>{key} von {names}</translation>
    </message>
    <message>
        <source>All reactions</source>
        <translation>Alle Reaktionen</translation>
    </message>
    <message>
        <source>Show the hidden part</source>
        <translation>Verdeckten Teil anzeigen</translation>
    </message>
    <message>
        <source>Copy link to this room</source>
        <translation>Link zu diesem Raum kopieren</translation>
    </message>
    <message>
        <source>Link copied.</source>
        <translation>Link kopiert.</translation>
    </message>
    <message>
        <source>Pinned message: {text}</source>
        <translation>Angeheftete Nachricht: {text}</translation>
    </message>
    <message>
        <source>Go to the pinned message</source>
        <translation>Zur angehefteten Nachricht</translation>
    </message>
    <message>
        <source>1 pinned message</source>
        <translation>1 angeheftete Nachricht</translation>
    </message>
    <message>
        <source>{n} pinned messages</source>
        <translation>{n} angeheftete Nachrichten</translation>
    </message>
    <message>
        <source>Pinned messages</source>
        <translation>Angeheftete Nachrichten</translation>
    </message>
    <message>
        <source>Nothing is pinned here. Pin a message from its menu, so that everybody in the room finds it at once.</source>
        <translation>Hier ist nichts angeheftet. Heften Sie eine Nachricht über ihr Menü an, damit alle im Raum sie sofort finden.</translation>
    </message>
    <message>
        <source>Go to the message</source>
        <translation>Zur Nachricht</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Nicht mehr anheften</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>1 answer</source>
        <translation>1 Antwort</translation>
    </message>
    <message>
        <source>{n} answers</source>
        <translation>{n} Antworten</translation>
    </message>
    <message>
        <source>1 new</source>
        <translation>1 neu</translation>
    </message>
    <message>
        <source>{n} new</source>
        <translation>{n} neu</translation>
    </message>
    <message>
        <source>No threads yet. Answer a message in a thread to keep what belongs together in one place.</source>
        <translation>Noch keine Threads. Antworten Sie auf eine Nachricht in einem Thread, damit beisammen bleibt, was zusammengehört.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>1 new answer</source>
        <translation>1 neue Antwort</translation>
    </message>
    <message>
        <source>{n} new answers</source>
        <translation>{n} neue Antworten</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Thread in {name}</source>
        <translation>Thread in {name}</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Thread</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Forward …</source>
        <translation>Weiterleiten …</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Forwarded.</source>
        <translation>Weitergeleitet.</translation>
    </message>
    <message>
        <source>Forwarded to {n} rooms.</source>
        <translation>An {n} Räume weitergeleitet.</translation>
    </message>
    <message>
        <source>Fetching {name}</source>
        <translation>{name} wird geladen</translation>
    </message>
    <message>
        <source>{part} of {whole}</source>
        <translation>{part} von {whole}</translation>
    </message>
    <message>
        <source>Sound off</source>
        <translation>Ton aus</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Vollbild verlassen</translation>
    </message>
    <message>
        <source>The video broke off. You can save the file and open it with another program.</source>
        <translation>Das Video bricht hier ab. Sie können die Datei speichern und mit einem anderen Programm öffnen.</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Ton an</translation>
    </message>
    <message>
        <source>Volume: {n} %</source>
        <translation>Lautstärke: {n} %</translation>
    </message>
    <message>
        <source>Notice of your organisation: {text}</source>
        <translation>Hinweis Ihrer Organisation: {text}</translation>
    </message>
    <message>
        <source>Change the unlock code</source>
        <translation>Entsperrcode ändern</translation>
    </message>
    <message>
        <source>Choose an unlock code</source>
        <translation>Entsperrcode wählen</translation>
    </message>
    <message>
        <source>Set unlock code</source>
        <translation>Entsperrcode festlegen</translation>
    </message>
    <message>
        <source>With this code you open the window after it was locked.</source>
        <translation>Mit diesem Code öffnen Sie das Fenster, nachdem es gesperrt wurde.</translation>
    </message>
    <message>
        <source>Current unlock code</source>
        <translation>Bisheriger Entsperrcode</translation>
    </message>
    <message>
        <source>New unlock code</source>
        <translation>Neuer Entsperrcode</translation>
    </message>
    <message>
        <source>Repeat the unlock code</source>
        <translation>Entsperrcode wiederholen</translation>
    </message>
    <message>
        <source>No code: the window is not locked any more</source>
        <translation>Kein Code: Das Fenster wird nicht mehr gesperrt</translation>
    </message>
    <message>
        <source>The two codes differ.</source>
        <translation>Die beiden Codes sind verschieden.</translation>
    </message>
    <message>
        <source>The unlock code is set.</source>
        <translation>Der Entsperrcode ist festgelegt.</translation>
    </message>
    <message>
        <source>There is no unlock code any more.</source>
        <translation>Es gibt keinen Entsperrcode mehr.</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>Jetzt sperren</translation>
    </message>
    <message>
        <source>The window is locked.</source>
        <translation>Das Fenster ist gesperrt.</translation>
    </message>
    <message>
        <source>Your server can check files for malware</source>
        <translation>Ihr Server kann Dateien auf Schadsoftware prüfen</translation>
    </message>
    <message>
        <source>You can change this at any time in the settings under Privacy.</source>
        <translation>Sie können das jederzeit in den Einstellungen unter „Privatsphäre“ ändern.</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen lassen</translation>
    </message>
    <message>
        <source>Do not check</source>
        <translation>Nicht prüfen</translation>
    </message>
    <message>
        <source>Check for malware again</source>
        <translation>Erneut auf Schadsoftware prüfen</translation>
    </message>
    <message>
        <source>The proxy of your network does not permit the connection to the server.</source>
        <translation>Der Proxy Ihres Netzes erlaubt die Verbindung zum Server nicht.</translation>
    </message>
    <message>
        <source>The proxy of your network did not accept the name and password.</source>
        <translation>Der Proxy Ihres Netzes hat Name und Passwort nicht angenommen.</translation>
    </message>
    <message>
        <source>The proxy of your network does not know you. Lock and unlock your computer, or ask your IT department.</source>
        <translation>Der Proxy Ihres Netzes kennt Sie nicht. Sperren und entsperren Sie Ihren Rechner oder fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>The proxy of your network wants a kind of sign-in that is not permitted here. Ask your IT department.</source>
        <translation>Der Proxy Ihres Netzes verlangt eine Art der Anmeldung, die hier nicht erlaubt ist. Fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>The proxy of your network wants you to sign in.</source>
        <translation>Der Proxy Ihres Netzes verlangt eine Anmeldung.</translation>
    </message>
    <message>
        <source>The settings of your network (proxy script) cannot be fetched, so there is no connection.</source>
        <translation>Die Einstellungen Ihres Netzes (Proxy-Skript) sind nicht abrufbar, daher gibt es keine Verbindung.</translation>
    </message>
    <message>
        <source>The settings of your network (proxy script) are faulty, so there is no connection.</source>
        <translation>Die Einstellungen Ihres Netzes (Proxy-Skript) sind fehlerhaft, daher gibt es keine Verbindung.</translation>
    </message>
    <message>
        <source>The passphrase of this computer’s certificate is needed to connect.</source>
        <translation>Für die Verbindung wird die Passphrase des Zertifikats dieses Rechners benötigt.</translation>
    </message>
    <message>
        <source>The certificate with which this computer identifies itself to the server cannot be used.</source>
        <translation>Das Zertifikat, mit dem sich dieser Rechner beim Server ausweist, ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>The proxy of your network does not answer.</source>
        <translation>Der Proxy Ihres Netzes antwortet nicht.</translation>
    </message>
    <message>
        <source>Ask your IT department.</source>
        <translation>Fragen Sie Ihre IT.</translation>
    </message>
    <message>
        <source>Waiting for the sign-in</source>
        <translation>Warten auf die Anmeldung</translation>
    </message>
    <message>
        <source>Open the page again</source>
        <translation>Seite erneut öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>The page is being prepared …</source>
        <translation>Die Seite wird vorbereitet …</translation>
    </message>
    <message>
        <source>Sign in there. This window goes on by itself as soon as you are done.</source>
        <translation>Melden Sie sich dort an. Dieses Fenster macht von selbst weiter, sobald Sie fertig sind.</translation>
    </message>
    <message>
        <source>The browser could not be opened. Copy the address into a browser of this computer and sign in.</source>
        <translation>Der Browser ließ sich nicht öffnen. Kopieren Sie die Adresse in einen Browser dieses Computers und melden Sie sich an.</translation>
    </message>
    <message>
        <source>Or scan this with the camera:</source>
        <translation>Oder scannen Sie dies mit der Kamera:</translation>
    </message>
    <message>
        <source>The code is being fetched …</source>
        <translation>Der Code wird geholt …</translation>
    </message>
    <message>
        <source>QR code with the address</source>
        <translation>QR-Code mit der Adresse</translation>
    </message>
    <message>
        <source>Open this address there, and enter the code. Then this window goes on by itself.</source>
        <translation>Öffnen Sie dort diese Adresse und geben Sie den Code ein. Dann macht dieses Fenster von selbst weiter.</translation>
    </message>
    <message>
        <source>Accounts …</source>
        <translation>Konten …</translation>
    </message>
</context>
</TS>
