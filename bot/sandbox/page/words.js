// Every word of the page itself, in both languages.
const WORDS = {
  fr: {
    skip: "Aller à la saisie",
    standIn: "Bac à sable local",
    standInMore: "Ce n’est pas Discord : rien ne quitte cette machine.",
    badge: "bac à sable local",
    whoAmI: "Je suis",
    language: "Ma langue",
    member: "Membre",
    admin: "Admin",
    textChannels: "Salons",
    direct: "Messages privés",
    placeholder: (name) => `Écrire dans ${name}`,
    hint: "/ pour les commandes · @ pour mentionner le bot · Maj+F10 ou clic droit sur un message",
    edited: "(modifié)",
    onlyYou: "Vous seul pouvez voir ceci",
    dismiss: "Masquer",
    thinking: (name) => `${name} réfléchit`,
    used: (command) => `a utilisé ${command}`,
    failed: "Cette interaction a échoué : le bot n’a pas répondu en 3 secondes.",
    offline: "Le bot n’est pas connecté.",
    lost: "La connexion avec le bac à sable est perdue. Nouvel essai…",
    typing: (name) => `${name} écrit…`,
    replyingTo: (name) => `En réponse à ${name}`,
    reply: "Répondre",
    edit: "Modifier",
    copy: "Copier le texte",
    remove: "Supprimer",
    apps: "Applications",
    messageMenu: "Actions sur le message",
    send: "Envoyer",
    run: "Lancer",
    cancel: "Annuler",
    required: "requis",
    choose: "Choisir…",
    yes: "Oui",
    no: "Non",
    noMatch: "Aucune commande de ce nom",
    commands: "Commandes",
    people: "Mentions",
    start: (name) => `Voici le début de ${name}.`,
    startMention: "Mentionnez le bot, ou tapez / pour ses commandes.",
    startDm: "Ici, chaque message est une question au bot.",
    original: "Message d’origine supprimé",
    channels: "Ouvrir la liste des salons",
    app: "APP",
    opens: "nouvel onglet",
  },
  en: {
    skip: "Skip to the message box",
    standIn: "Local sandbox",
    standInMore: "This is not Discord: nothing leaves this machine.",
    badge: "local sandbox",
    whoAmI: "I am",
    language: "My language",
    member: "Member",
    admin: "Admin",
    textChannels: "Channels",
    direct: "Direct messages",
    placeholder: (name) => `Message ${name}`,
    hint: "/ for commands · @ to mention the bot · Shift+F10 or right-click on a message",
    edited: "(edited)",
    onlyYou: "Only you can see this",
    dismiss: "Dismiss",
    thinking: (name) => `${name} is thinking`,
    used: (command) => `used ${command}`,
    failed: "This interaction failed: the bot did not answer within 3 seconds.",
    offline: "The bot is not connected.",
    lost: "The connection to the sandbox is lost. Trying again…",
    typing: (name) => `${name} is typing…`,
    replyingTo: (name) => `Replying to ${name}`,
    reply: "Reply",
    edit: "Edit",
    copy: "Copy text",
    remove: "Delete",
    apps: "Apps",
    messageMenu: "Message actions",
    send: "Send",
    run: "Run",
    cancel: "Cancel",
    required: "required",
    choose: "Choose…",
    yes: "Yes",
    no: "No",
    noMatch: "No command of that name",
    commands: "Commands",
    people: "Mentions",
    start: (name) => `This is the start of ${name}.`,
    startMention: "Mention the bot, or type / for its commands.",
    startDm: "Here every message is a question to the bot.",
    original: "Original message was deleted",
    channels: "Open the channel list",
    app: "APP",
    opens: "new tab",
  },
};

let current = WORDS.fr;

/** Speak another language from now on, and rewrite what the page's own markup says. */
export function speak(locale) {
  const language = locale.startsWith("fr") ? "fr" : "en";
  current = WORDS[language];
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = current[node.dataset.say];
}

/** Return one of the page's own phrases. */
export function say(key, ...values) {
  const phrase = current[key];
  return typeof phrase === "function" ? phrase(...values) : phrase;
}

/** Return the language to format dates in. */
export const language = () => document.documentElement.lang;
