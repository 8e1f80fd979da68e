-- A database of the version before there were migrations, as it created it: what an operator upgrades from.
BEGIN TRANSACTION;
CREATE TABLE guilds (
	id BIGINT NOT NULL, 
	settings JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "guilds" VALUES(1,'{"language": "fr", "admin_role": 7, "cooldown": 60, "private": true, "threads": false, "automatic": [], "allowed": [5], "strictness": "strict"}');
CREATE TABLE hidden_questions (
	question_id INTEGER NOT NULL, 
	PRIMARY KEY (question_id), 
	FOREIGN KEY(question_id) REFERENCES questions (id) ON DELETE CASCADE
);
INSERT INTO "hidden_questions" VALUES(3);
INSERT INTO "hidden_questions" VALUES(4);
CREATE TABLE meta (
	"key" VARCHAR(40) NOT NULL, 
	value VARCHAR(200) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('salt','00112233445566778899aabbccddeeff');
INSERT INTO "meta" VALUES('commands','0123abcd');
CREATE TABLE misses (
	id INTEGER NOT NULL, 
	question_id INTEGER NOT NULL, 
	member VARCHAR(40) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(question_id) REFERENCES questions (id) ON DELETE CASCADE
);
INSERT INTO "misses" VALUES(1,1,'e3674fe903313f7a9e2db2ecb0de25bd','2024-07-19 04:09:00.000000');
CREATE TABLE questions (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	text VARCHAR(300) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (guild_id, "key")
);
INSERT INTO "questions" VALUES(1,1,'3fe1f59267e55a4d4c20fe708c36fee5','In vain?');
INSERT INTO "questions" VALUES(2,1,'504a104d90d6460b7ed3b628151a9cee','Helpful?');
INSERT INTO "questions" VALUES(3,1,'de70bca86931c1786de4ea59d2e09bfd','Join my server?');
INSERT INTO "questions" VALUES(4,1,'c99184a5f12d789066def5d9658ecdf3','Nobody asks this');
CREATE TABLE votes (
	message_id BIGINT NOT NULL, 
	member VARCHAR(40) NOT NULL, 
	question_id INTEGER NOT NULL, 
	helpful BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (message_id, member), 
	FOREIGN KEY(question_id) REFERENCES questions (id) ON DELETE CASCADE
);
INSERT INTO "votes" VALUES(100,'e3674fe903313f7a9e2db2ecb0de25bd',2,1,'2024-07-19 04:09:00.000000');
INSERT INTO "votes" VALUES(101,'e3674fe903313f7a9e2db2ecb0de25bd',3,1,'2024-07-19 04:09:00.000000');
INSERT INTO "votes" VALUES(100,'93d4ecf57571d377e97d78cd74273c44',2,1,'2024-07-19 04:09:00.000000');
INSERT INTO "votes" VALUES(101,'93d4ecf57571d377e97d78cd74273c44',3,1,'2024-07-19 04:09:00.000000');
CREATE INDEX ix_misses_member ON misses (member);
CREATE INDEX ix_misses_question_id ON misses (question_id);
CREATE INDEX ix_misses_at ON misses (at);
CREATE INDEX ix_votes_at ON votes (at);
CREATE INDEX ix_votes_question_id ON votes (question_id);
COMMIT;
