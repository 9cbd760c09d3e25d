import type { Messages } from "./en.js";

/** German. */
export const de: Messages = {
  "language.name": "Deutsch",
  "page.title": "{page} · {project}",
  "page.errorTitle": "Fehler: {title}",
  "footer.label": "Über diese Seite",
  "footer.privacy": "Datenschutz",
  "footer.terms": "Nutzungsbedingungen",
  "footer.help": "Hilfe",
  "footer.language": "Sprache",
  "footer.changeLanguage": "Ändern",
  "footer.secured": "Gesichert durch Grantry",
  "footer.environment.dev": "Entwicklungsumgebung. Verwenden Sie keine echten Daten.",
  "footer.environment.stage": "Testumgebung. Verwenden Sie keine echten Daten.",
  "errors.heading": "Prüfen Sie Folgendes",
  "errors.prefix": "Fehler:",
  "field.show": "Zeigen",
  "field.hide": "Verbergen",

  "app.onThisDevice": "eine App auf diesem Gerät",
  "app.untitled": "Eine App ohne Namen",

  "login.title": "Anmelden",
  "login.confirmTitle": "Bestätigen Sie, dass Sie es sind",
  "login.toApp": "um mit {app} fortzufahren",
  "login.toProject": "bei {project}",
  "login.identifier": "E-Mail-Adresse",
  "login.password": "Passwort",
  "login.remember": "Auf diesem Gerät angemeldet bleiben",
  "login.submit": "Anmelden",
  "login.submitting": "Anmeldung läuft…",
  "login.another": "Anderes Konto verwenden",
  "login.chooseTitle": "Konto wählen",
  "login.chooseSubmit": "Weiter",
  "login.noAccount": "Noch kein Konto?",
  "login.signUp": "Registrieren",
  "login.identifierEmpty": "Geben Sie Ihre E-Mail-Adresse ein.",
  "login.passwordEmpty": "Geben Sie Ihr Passwort ein.",
  "login.wrong": "Die E-Mail-Adresse oder das Passwort ist falsch.",
  "login.tooMany":
    "Zu viele Versuche. Versuchen Sie es in {n, plural, one {# Minute} other {# Minuten}} erneut.",
  "login.disabled": "Dieses Konto ist gesperrt. Bitten Sie {project} um Hilfe.",

  "registration.title": "Registrieren",
  "registration.email": "E-Mail-Adresse",
  "registration.name": "Name",
  "registration.nameHint": "Freiwillig. Apps, denen Sie Zugriff erlauben, können ihn sehen.",
  "registration.password": "Passwort",
  "registration.passwordHint": "Mindestens 8 Zeichen. 15 oder mehr sind besser.",
  "registration.terms": "Ich akzeptiere die Nutzungsbedingungen.",
  "registration.termsLink": "Nutzungsbedingungen lesen",
  "registration.submit": "Registrieren",
  "registration.submitting": "Registrierung läuft…",
  "registration.haveAccount": "Schon ein Konto?",
  "registration.signIn": "Anmelden",
  "registration.emailEmpty": "Geben Sie Ihre E-Mail-Adresse ein.",
  "registration.emailForm": "Geben Sie eine Adresse wie name@example.com ein.",
  "registration.emailTaken":
    "Diese Adresse kann nicht verwendet werden. Melden Sie sich an oder stellen Sie Ihr Konto wieder her.",
  "registration.nameLong": "Verwenden Sie höchstens 100 Zeichen.",
  "registration.nameForm": "Verwenden Sie nur Buchstaben, Ziffern, Leer- und Satzzeichen.",
  "registration.passwordEmpty": "Geben Sie ein Passwort ein.",
  "registration.passwordShort": "Verwenden Sie mindestens 8 Zeichen.",
  "registration.passwordLong": "Verwenden Sie höchstens 256 Zeichen.",
  "registration.passwordCommon":
    "Dieses Passwort ist zu leicht zu erraten. Wählen Sie ein anderes.",
  "registration.termsNeeded": "Akzeptieren Sie die Nutzungsbedingungen, um fortzufahren.",
  "registration.closed":
    "Die Registrierung bei {project} ist geschlossen. Melden Sie sich mit einem vorhandenen Konto an.",

  "consent.title": "{app} möchte auf Ihr Konto zugreifen",
  "consent.pageTitle": "Zugriff erlauben",
  "consent.signedInAs": "Angemeldet als {address}",
  "consent.notYou": "Nicht Sie?",
  "consent.able": "Die App kann dann:",
  "consent.nothing": "Die App möchte nur wissen, dass Sie sich angemeldet haben.",
  "consent.locked": "Immer enthalten",
  "consent.for": "Für: {audience}",
  "consent.remember": "Diese Entscheidung merken",
  "consent.accept": "Erlauben",
  "consent.reject": "Ablehnen",
  "consent.appLinks": "Über diese App",
  "consent.site": "Website",
  "consent.linkHost": "{label} ({host})",
  "scope.openid": "Bestätigen, wer Sie sind",
  "scope.email": "Ihre E-Mail-Adresse sehen",
  "scope.profile": "Ihren Namen und Ihr Profil sehen",
  "scope.address": "Ihre Postanschrift sehen",
  "scope.phone": "Ihre Telefonnummer sehen",
  "scope.offline_access": "Verbunden bleiben, wenn Sie sie nicht benutzen",
  "scope.undescribed": "Keine Beschreibung vorhanden.",
  "warning.label": "Warnung:",
  "warning.device":
    "Diese App läuft auf diesem Gerät. Fahren Sie nur fort, wenn Sie sie gerade eben gestartet haben: Jedes Programm hier könnte anfragen.",
  "warning.unverified":
    "{project} hat diese App nicht geprüft. Ihren Namen hat gewählt, wer sie veröffentlicht hat. Prüfen Sie die Adresse: {host}.",
  "warning.unverifiedNowhere":
    "{project} hat diese App nicht geprüft. Ihren Namen hat gewählt, wer sie veröffentlicht hat.",
  "warning.hostDiffers": "Ihre Daten gehen an {host}, nicht an {clientHost}.",
  "warning.lookalike": "Diese Adresse enthält verwechselbare Buchstaben: {host}.",
  "warning.renamed": "Diese App hieß {name}, als Sie sie zuletzt erlaubt haben.",

  "device.title": "Gerät verbinden",
  "device.lead": "Geben Sie den Code ein, den Ihr Gerät anzeigt.",
  "device.code": "Code",
  "device.submit": "Weiter",
  "device.wrong":
    "Dieser Code ist unbekannt oder abgelaufen. Codes gelten {n, plural, one {# Minute} other {# Minuten}}.",
  "device.tooMany":
    "Zu viele falsche Codes. Versuchen Sie es in {n, plural, one {# Minute} other {# Minuten}} erneut.",
  "device.confirmTitle": "Steht dieser Code auf Ihrem Gerät?",
  "device.confirmText":
    "Vielleicht hat Ihnen jemand einen Link geschickt, um in Ihr Konto zu gelangen. Fahren Sie nur fort, wenn Sie diesen Code auf einem eigenen Gerät sehen.",
  "device.confirm": "Der Code stimmt überein",
  "device.cancel": "Abbrechen",
  "device.connectedTitle": "Gerät verbunden",
  "device.connectedText": "Gehen Sie zurück zu Ihrem Gerät. Sie können diese Seite schließen.",
  "device.deniedTitle": "Es wurde nichts verbunden.",
  "device.deniedText": "Sie können diese Seite schließen.",

  "logout.title": "Von {project} abmelden?",
  "logout.pageTitle": "Abmelden",
  "logout.appAsks": "{app} möchte Sie abmelden.",
  "logout.signedInAs": "Sie sind angemeldet als {address}.",
  "logout.accept": "Abmelden",
  "logout.reject": "Angemeldet bleiben",
  "loggedOut.title": "Sie sind abgemeldet.",
  "loggedOut.again": "Wieder anmelden",

  "welcome.title": "Willkommen",
  "welcome.signedInAs": "Sie sind angemeldet als {address}.",
  "welcome.signOut": "Abmelden",

  "expired.title": "Diese Seite ist abgelaufen",
  "expired.text":
    "Sie war länger als {n, plural, one {# Minute} other {# Minuten}} geöffnet. Es wurde nichts geändert.",
  "expired.again": "Neu beginnen",
  "answered.title": "Sie haben diese Anfrage bereits beantwortet.",
  "answered.continue": "Weiter",

  "error.link.title": "Dieser Link funktioniert nicht",
  "error.link.text":
    "Die App, von der Sie kommen, hat eine unvollständige oder falsche Anfrage gestellt. Gehen Sie zur App zurück und sagen Sie es ihren Herstellern.",
  "error.missing.text":
    "Unter dieser Adresse gibt es keine Seite. Gehen Sie zurück und versuchen Sie einen anderen Link.",
  "error.refused.title": "Diese Anfrage ist nicht erlaubt",
  "error.refused.text":
    "Die Anfrage wurde abgelehnt. Gehen Sie zurück zu der App, von der Sie kommen.",
  "error.tooMany.text":
    "Von hier kamen zu viele Anfragen. Warten Sie eine Minute und versuchen Sie es erneut.",
  "error.expired.text":
    "Sie war zu lange geöffnet oder wurde bereits beantwortet. Es wurde nichts geändert.",
  "error.fault.title": "Der Dienst antwortet nicht",
  "error.fault.text":
    "Der Fehler liegt auf unserer Seite. Versuchen Sie es in einigen Minuten erneut.",
  "error.code": "Fehler {code}",
  "error.requestId": "Anfrage-ID {requestId}",
  "error.copy": "Kopieren",
  "error.copied": "Kopiert",
  "error.developer": "Wenn Sie diese App entwickeln, suchen Sie die Anfrage-ID in der Konsole.",

  "form.foreign":
    "Dieses Formular kam von anderswo, oder Cookies sind blockiert. Laden Sie die Seite neu und versuchen Sie es erneut.",
  "form.cookiesBlocked": "Erlauben Sie Cookies für {host}, um sich anzumelden.",
  "form.cookiesBlockedTitle": "Cookies sind blockiert",
  "form.reload": "Seite neu laden",
  "form.busy":
    "Der Dienst ist ausgelastet. Versuchen Sie es in {n, plural, one {# Sekunde} other {# Sekunden}} erneut.",
};
