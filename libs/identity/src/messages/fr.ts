import type { Messages } from "./en.js";

/** French. */
export const fr: Messages = {
  "language.name": "Français",
  "page.title": "{page} · {project}",
  "page.errorTitle": "Erreur : {title}",
  "footer.label": "À propos de cette page",
  "footer.privacy": "Confidentialité",
  "footer.terms": "Conditions",
  "footer.help": "Aide",
  "footer.language": "Langue",
  "footer.changeLanguage": "Changer",
  "footer.secured": "Sécurisé par Grantry",
  "footer.environment.dev": "Environnement de développement. N’utilisez pas de données réelles.",
  "footer.environment.stage": "Environnement de préproduction. N’utilisez pas de données réelles.",
  "errors.heading": "Vérifiez les points suivants",
  "errors.prefix": "Erreur :",
  "field.show": "Afficher",
  "field.hide": "Masquer",

  "app.onThisDevice": "une application sur cet appareil",
  "app.untitled": "Une application sans nom",

  "login.title": "Se connecter",
  "login.confirmTitle": "Confirmez votre identité",
  "login.toApp": "pour continuer vers {app}",
  "login.toProject": "à {project}",
  "login.identifier": "Adresse e-mail",
  "login.password": "Mot de passe",
  "login.remember": "Rester connecté sur cet appareil",
  "login.submit": "Se connecter",
  "login.submitting": "Connexion en cours…",
  "login.another": "Utiliser un autre compte",
  "login.noAccount": "Pas de compte ?",
  "login.signUp": "S’inscrire",
  "login.identifierEmpty": "Saisissez votre adresse e-mail.",
  "login.passwordEmpty": "Saisissez votre mot de passe.",
  "login.wrong": "L’adresse e-mail ou le mot de passe est incorrect.",
  "login.tooMany":
    "Trop de tentatives. Réessayez dans {n, plural, one {# minute} other {# minutes}}.",
  "login.disabled": "Ce compte est désactivé. Demandez de l’aide à {project}.",

  "registration.title": "S’inscrire",
  "registration.email": "Adresse e-mail",
  "registration.name": "Nom",
  "registration.nameHint": "Facultatif. Les applications que vous autorisez peuvent le voir.",
  "registration.password": "Mot de passe",
  "registration.passwordHint": "Au moins 8 caractères. 15 ou plus, c’est mieux.",
  "registration.terms": "J’accepte les conditions.",
  "registration.termsLink": "Lire les conditions",
  "registration.submit": "S’inscrire",
  "registration.submitting": "Inscription en cours…",
  "registration.haveAccount": "Vous avez un compte ?",
  "registration.signIn": "Se connecter",
  "registration.emailEmpty": "Saisissez votre adresse e-mail.",
  "registration.emailForm": "Saisissez une adresse comme nom@example.com.",
  "registration.emailTaken":
    "Cette adresse ne peut pas être utilisée. Connectez-vous ou récupérez votre compte.",
  "registration.nameLong": "Utilisez au plus 100 caractères.",
  "registration.nameForm": "Utilisez des lettres, chiffres, espaces et signes de ponctuation.",
  "registration.passwordEmpty": "Saisissez un mot de passe.",
  "registration.passwordShort": "Utilisez au moins 8 caractères.",
  "registration.passwordLong": "Utilisez au plus 256 caractères.",
  "registration.passwordCommon":
    "Ce mot de passe est trop facile à deviner. Choisissez-en un autre.",
  "registration.termsNeeded": "Acceptez les conditions pour continuer.",
  "registration.closed":
    "L’inscription à {project} est fermée. Connectez-vous avec un compte existant.",

  "consent.title": "{app} demande l’accès à votre compte",
  "consent.pageTitle": "Autoriser l’accès",
  "consent.signedInAs": "Connecté en tant que {address}",
  "consent.notYou": "Ce n’est pas vous ?",
  "consent.able": "Elle pourra :",
  "consent.nothing": "Elle demande seulement à savoir que vous vous êtes connecté.",
  "consent.locked": "Toujours inclus",
  "consent.for": "Pour : {audience}",
  "consent.remember": "Retenir cette décision",
  "consent.accept": "Autoriser",
  "consent.reject": "Refuser",
  "consent.appLinks": "À propos de cette application",
  "consent.site": "Site web",
  "consent.linkHost": "{label} ({host})",
  "scope.openid": "Confirmer qui vous êtes",
  "scope.email": "Voir votre adresse e-mail",
  "scope.profile": "Voir votre nom et votre profil",
  "scope.address": "Voir votre adresse postale",
  "scope.phone": "Voir votre numéro de téléphone",
  "scope.offline_access": "Rester connectée quand vous ne l’utilisez pas",
  "scope.undescribed": "Aucune description fournie.",
  "warning.label": "Avertissement :",
  "warning.device":
    "Cette application s’exécute sur cet appareil. Continuez uniquement si vous venez de la lancer : n’importe quel programme ici pourrait faire cette demande.",
  "warning.unverified":
    "{project} n’a pas vérifié cette application. Son nom a été choisi par la personne qui l’a publiée. Vérifiez l’adresse : {host}.",
  "warning.unverifiedNowhere":
    "{project} n’a pas vérifié cette application. Son nom a été choisi par qui l’a publiée.",
  "warning.hostDiffers": "Vos données vont à {host}, et non à {clientHost}.",
  "warning.lookalike": "Cette adresse contient des lettres trompeuses : {host}.",
  "warning.renamed":
    "Cette application s’appelait {name} lorsque vous l’avez autorisée la dernière fois.",

  "device.title": "Connecter un appareil",
  "device.lead": "Saisissez le code affiché sur votre appareil.",
  "device.code": "Code",
  "device.submit": "Continuer",
  "device.wrong":
    "Ce code est inconnu ou a expiré. Les codes durent {n, plural, one {# minute} other {# minutes}}.",
  "device.tooMany":
    "Trop de codes erronés. Réessayez dans {n, plural, one {# minute} other {# minutes}}.",
  "device.confirmTitle": "Ce code est-il sur votre appareil ?",
  "device.confirmText":
    "Quelqu’un vous a peut-être envoyé un lien pour entrer dans votre compte. Ne continuez que si vous voyez ce code sur un appareil à vous.",
  "device.confirm": "Le code correspond",
  "device.cancel": "Annuler",
  "device.connectedTitle": "Appareil connecté",
  "device.connectedText": "Retournez à votre appareil. Vous pouvez fermer cette page.",
  "device.deniedTitle": "Rien n’a été connecté.",
  "device.deniedText": "Vous pouvez fermer cette page.",

  "logout.title": "Se déconnecter de {project} ?",
  "logout.pageTitle": "Se déconnecter",
  "logout.appAsks": "{app} demande votre déconnexion.",
  "logout.signedInAs": "Vous êtes connecté en tant que {address}.",
  "logout.accept": "Se déconnecter",
  "logout.reject": "Rester connecté",
  "loggedOut.title": "Vous êtes déconnecté.",
  "loggedOut.again": "Se reconnecter",

  "welcome.title": "Bienvenue",
  "welcome.signedInAs": "Vous êtes connecté en tant que {address}.",
  "welcome.signOut": "Se déconnecter",

  "expired.title": "Cette page a expiré",
  "expired.text":
    "Elle est restée ouverte plus de {n, plural, one {# minute} other {# minutes}}. Rien n’a été modifié.",
  "expired.again": "Recommencer",
  "answered.title": "Vous avez déjà répondu à cette demande.",
  "answered.continue": "Continuer",

  "error.link.title": "Ce lien ne fonctionne pas",
  "error.link.text":
    "L’application qui vous a envoyé ici a fait une demande incomplète ou incorrecte. Revenez à l’application et prévenez ses auteurs.",
  "error.missing.text":
    "Il n’y a pas de page à cette adresse. Revenez en arrière et essayez un autre lien.",
  "error.refused.title": "Cette demande n’est pas autorisée",
  "error.refused.text": "La demande a été refusée. Revenez à l’application d’où vous venez.",
  "error.tooMany.text": "Trop de demandes sont venues d’ici. Attendez une minute, puis réessayez.",
  "error.expired.text":
    "Elle est restée ouverte trop longtemps ou a déjà reçu une réponse. Rien n’a été modifié.",
  "error.fault.title": "Le service ne répond pas",
  "error.fault.text": "Le problème vient de notre côté. Réessayez dans quelques minutes.",
  "error.code": "Erreur {code}",
  "error.requestId": "ID de requête {requestId}",
  "error.copy": "Copier",
  "error.copied": "Copié",
  "error.developer":
    "Si vous développez cette application, recherchez l’ID de requête dans la console.",

  "form.foreign":
    "Ce formulaire vient d’ailleurs, ou les cookies sont bloqués. Rechargez la page et réessayez.",
  "form.cookiesBlocked": "Autorisez les cookies pour {host} afin de vous connecter.",
  "form.cookiesBlockedTitle": "Les cookies sont bloqués",
  "form.reload": "Recharger la page",
  "form.busy":
    "Le service est occupé. Réessayez dans {n, plural, one {# seconde} other {# secondes}}.",
};
