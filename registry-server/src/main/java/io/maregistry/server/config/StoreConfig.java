package io.maregistry.server.config;

import java.time.Duration;

/**
 * The store that hash mode keeps its state in and Raft mode exports to. Texts that are empty are not set.
 *
 * @param type which one, if any
 * @param every how often it is written, 1 s to 24 h
 * @param imported whether an empty registry reads it once
 * @param path the file's, for {@link Type#FILE}
 * @param jdbc for {@link Type#JDBC}
 * @param redis for {@link Type#REDIS}
 */
public record StoreConfig(Type type, Duration every, boolean imported, String path, Jdbc jdbc, Redis redis) {

    /** None. */
    public static final StoreConfig DEFAULT =
            new StoreConfig(Type.NONE, Duration.ofSeconds(30), false, "registry.json", Jdbc.DEFAULT, Redis.DEFAULT);

    public StoreConfig {
        new Rules("store.")
                .between("every", every, Duration.ofSeconds(1), Duration.ofHours(24))
                .must(type != Type.FILE || !path.isEmpty(), "file.path", "be set for store.type=file")
                .must(type != Type.JDBC || !jdbc.url().isEmpty(), "jdbc.url", "be set for store.type=jdbc")
                .check();
    }

    /** What holds the stored state. */
    public enum Type {
        NONE,
        FILE,
        JDBC,
        REDIS
    }

    /**
     * A database.
     *
     * @param url starts with {@code jdbc:}
     * @param user who it is opened as
     * @param passwordFile the file whose first line is the password
     */
    public record Jdbc(String url, String user, String passwordFile) {

        static final Jdbc DEFAULT = new Jdbc("", "", "");

        public Jdbc {
            new Rules("store.jdbc.")
                    .must(url.isEmpty() || url.startsWith("jdbc:"), "url", "begin with jdbc:, was \"" + url + '"')
                    .check();
        }
    }

    /**
     * A Redis server.
     *
     * @param uri {@code redis://host:port}, or {@code rediss:}
     * @param prefix what its keys begin with
     */
    public record Redis(String uri, String prefix) {

        static final Redis DEFAULT = new Redis("redis://127.0.0.1:6379", "maregistry");

        public Redis {
            new Rules("store.redis.")
                    .must(
                            uri.startsWith("redis://") || uri.startsWith("rediss://"),
                            "uri",
                            "begin with redis:// or rediss://, was \"" + uri + '"')
                    .must(!prefix.isBlank(), "prefix", "not be empty")
                    .check();
        }
    }
}
