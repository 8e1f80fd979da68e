// Log in with discord.js, register a command, repeat a message, answer the command and its button; then end.
// Usage: node client.js API_URL TOKEN. Each step is told on stdout, one JSON object a line.
import { createRequire } from "node:module";

// The library lies in the folder that the test installed it to, not beside this file.
const { ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, Events, GatewayIntentBits, MessageFlags } = createRequire(`${process.cwd()}/`)("discord.js");

const [api, token] = process.argv.slice(2);
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api },
});
const tell = (step, more = {}) => console.log(JSON.stringify({ step, ...more }));

client.once(Events.ClientReady, async () => {
  const commands = await client.application.commands.set([{
    name: "echo", description: "Say it again",
    options: [{ type: 3, name: "text", description: "What to say", required: true }],
  }]);
  tell("ready", { user: client.user.username, guilds: client.guilds.cache.map((g) => g.name), commands: commands.map((c) => c.name) });
});

client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot) return;
  await message.reply(`heard: ${message.content}`);
  tell("message", { content: message.content, author: message.author.username, channel: message.channel.name });
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) {
    const row = new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId("more").setLabel("More").setStyle(ButtonStyle.Primary));
    await interaction.reply({ content: interaction.options.getString("text"), components: [row] });
    tell("command", { locale: interaction.locale, member: interaction.member.displayName });
  } else if (interaction.isButton()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply("more, for you alone");
    tell("button", { customId: interaction.customId });
    await client.destroy();
  }
});

client.on(Events.Error, (error) => tell("error", { message: String(error) }));
await client.login(token);
