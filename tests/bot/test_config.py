from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import VARIABLES, Config, ConfigError, find_home, load_config

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "s3cret-t0ken"


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("language: de\nlog_level: debug\nmessage_content: yes\n", "utf-8")
    (tmp_path / ".env").write_text("INCIDENT_BOT_LANGUAGE=fr\nINCIDENT_BOT_LOG_LEVEL=warning\n", "utf-8")
    config = load_config({"INCIDENT_BOT_LANGUAGE": "en"}, tmp_path)
    assert (config.language, config.log_level, config.message_content) == ("en", "WARNING", True)


def test_paths_are_relative_to_the_project(tmp_path: Path) -> None:
    config = load_config({"INCIDENT_BOT_SEEDS": "articles"}, tmp_path)
    assert config.seeds == tmp_path / "articles"
    assert config.database_url == f"sqlite+aiosqlite:///{tmp_path}/data/incident-bot.db"


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    assert load_config({"DISCORD_TOKEN": " "}, tmp_path).token is None


@pytest.mark.parametrize(
    ("value", "address"), [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:0", ("::1", 0)), ("web:80", ("web", 80))]
)
def test_where_health_and_metrics_are_served(tmp_path: Path, value: str, address: tuple[str, int]) -> None:
    assert load_config({"INCIDENT_BOT_HTTP": value}, tmp_path).http == address
    assert load_config({}, tmp_path).http is None


def test_the_token_is_never_shown(tmp_path: Path) -> None:
    config = load_config({"DISCORD_TOKEN": TOKEN}, tmp_path)
    assert config.token == TOKEN
    assert TOKEN not in repr(config)


def test_a_misspelt_variable_is_named_and_those_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKN=x\n", "utf-8")
    with pytest.raises(ConfigError, match="there is no variable DISCORD_TOKN; is it DISCORD_TOKEN"):
        load_config({}, tmp_path)
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\nDISCORD_SERVER_INVITATION_OF_MY_FRIENDS=x\n", "utf-8")
    assert load_config({}, tmp_path).token is None


@pytest.mark.parametrize("token", [f"Bot {TOKEN}", f"{TOKEN}\n{TOKEN}", f"“{TOKEN}”"])
def test_what_can_be_no_token_is_refused_and_not_shown(tmp_path: Path, token: str) -> None:
    with pytest.raises(ConfigError, match="DISCORD_TOKEN is no token") as raised:
        load_config({"DISCORD_TOKEN": token}, tmp_path)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DISCORD_API_URL", "discord", "http:// or https://"),
        ("DISCORD_API_URL", "http://[", "http:// or https://"),
        ("DISCORD_GATEWAY_URL", "https://x", "ws:// or wss://"),
        ("DISCORD_API_URL", "http://host:99999/api/v10", "must be a number from 1 to 65535"),
        ("DISCORD_API_URL", "http://host:0", "must be a number from 1 to 65535"),
        ("DISCORD_GATEWAY_URL", "wss://host:port", "must be a number from 1 to 65535"),
        ("DISCORD_MESSAGE_CONTENT", "maybe", "true or false"),
        *(
            ("INCIDENT_BOT_HTTP", value, "such as 127.0.0.1:9464, not")
            for value in (
                "9464",
                ":9464",
                "localhost",
                "localhost:x",
                "localhost:65536",
                "a@b:1",
                "http://b:1",
                "b:1/x",
            )
        ),
        ("INCIDENT_BOT_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("INCIDENT_BOT_SEEDS", "~nobody-of-this-name/seeds", "the home of a user who has none"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, variable: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError, match=variable) as raised:
        load_config({variable: value}, tmp_path)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("token: abc", "put DISCORD_TOKEN in .env"),
        ("colour: red", "unknown key `colour`"),
        ("- a", "lines such as"),
        ("seeds: [a]", "must be a single value"),
        ('seeds: "\\UFFFFFFFF"', "this is not valid YAML"),
        ("seeds: {", "line 1: this is not valid YAML"),
        ("language: fr\n" * 2000, "is too large"),
        ("seeds: " + "[" * 16000, "line 1: this is not valid YAML"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nseeds: [*c, *c]", "unknown key `a`"),
    ],
)
def test_a_broken_file_says_what_to_mend(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"config\.yaml") as raised:
        load_config({}, tmp_path)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        f"http://bot:{TOKEN}@host/api/v10",
        f"http://{TOKEN}@host",
        f"http://bot:{TOKEN}@host:99999",
        f"http://bot:{TOKEN}",
        f"http://bot:a/{TOKEN}@host",
        f"ftp://bot:{TOKEN}@host",
    ],
)
def test_an_endpoint_with_a_password_is_refused_and_the_password_not_shown(tmp_path: Path, url: str) -> None:
    for variable, scheme in ("DISCORD_API_URL", "http"), ("DISCORD_GATEWAY_URL", "ws"):
        with pytest.raises(ConfigError, match=variable) as raised:
            load_config({variable: url.replace("http", scheme)}, tmp_path)
        assert TOKEN not in str(raised.value)


def test_the_key_of_pseudonyms_is_a_secret_like_the_token(tmp_path: Path) -> None:
    assert "0f0f" not in repr(load_config({"INCIDENT_BOT_KEY": "0f" * 32}, tmp_path))
    (tmp_path / "config.yaml").write_text("key: abc", "utf-8")
    with pytest.raises(ConfigError, match="the key is a secret; put INCIDENT_BOT_KEY"):
        load_config({}, tmp_path)


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config({}, tmp_path)


def test_the_project_is_found_from_elsewhere(tmp_path: Path) -> None:
    assert find_home(tmp_path) == ROOT
    (tmp_path / "seeds").mkdir()
    assert find_home(tmp_path) == tmp_path


@pytest.mark.parametrize("document", [".env.example", "README.md"])
def test_every_setting_is_documented(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    assert [variable for variable in VARIABLES.values() if variable not in text] == []


def test_the_example_sets_nothing() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and not line.endswith("=")] == []


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Config().language = "fr"  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize(
    ("ids", "count", "shards"),
    [("0,1", "4", (0, 1)), ("0-3", "4", (0, 1, 2, 3)), ("2 3, 2", "8", (2, 3)), ("", "2", ())],
)
def test_a_process_may_run_some_of_the_shards(tmp_path: Path, ids: str, count: str, shards: tuple[int, ...]) -> None:
    config = load_config({"INCIDENT_BOT_SHARD_IDS": ids, "INCIDENT_BOT_SHARD_COUNT": count}, tmp_path)
    assert (config.shard_ids, config.shard_count) == (shards, int(count))


@pytest.mark.parametrize(("ids", "count"), [("3-1", "4"), ("a", "4"), ("0", ""), ("4", "4"), ("0", "0"), ("-1", "2")])
def test_shards_that_cannot_be_are_refused(tmp_path: Path, ids: str, count: str) -> None:
    with pytest.raises(ConfigError, match="INCIDENT_BOT_SHARD_"):
        load_config({"INCIDENT_BOT_SHARD_IDS": ids, "INCIDENT_BOT_SHARD_COUNT": count}, tmp_path)
