package io.maregistry.server.config;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The store that hash mode keeps its state in and Raft mode exports to. Texts that are empty are not set. No part of it
 * holds a credential, since settings are shown and logged: passwords lie in files.
 *
 * @param type which one: {@link #NONE}, {@link #FILE}, {@link #JDBC}, {@link #REDIS}, or what a third party calls its own;
 *     whether there is such a store is found out when it is opened
 * @param every how often it is written, 1 s to 24 h
 * @param imported whether an empty registry reads it once
 * @param path the file's, for {@link #FILE}
 * @param jdbc for {@link #JDBC}
 * @param redis for {@link #REDIS}
 * @param options for stores of third parties, in the order of their names
 */
public record StoreConfig(
        String type,
        Duration every,
        boolean imported,
        String path,
        Jdbc jdbc,
        Redis redis,
        Map<String, String> options) {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]{1,64}");

    /** Nothing is stored. */
    public static final String NONE = "none";

    /** A file. */
    public static final String FILE = "file";

    /** A database. */
    public static final String JDBC = "jdbc";

    /** Redis. */
    public static final String REDIS = "redis";

    /** None. */
    public static final StoreConfig DEFAULT = new StoreConfig(
            NONE, Duration.ofSeconds(30), false, "registry-snapshot.json", Jdbc.DEFAULT, Redis.DEFAULT, Map.of());

    public StoreConfig {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        new Rules("store.")
                .must(TYPE.matcher(type).matches(), "type", "be 1 to 64 of a-z, 0-9 and -, was \"" + type + '"')
                .between("every", every, Duration.ofSeconds(1), Duration.ofHours(24))
                .must(!type.equals(FILE) || !path.isEmpty(), "file.path", "be set for store.type=file")
                .must(!type.equals(JDBC) || !jdbc.url().isEmpty(), "jdbc.url", "be set for store.type=jdbc")
                .check();
    }

    /** Whether there is to be a store. */
    public boolean isSet() {
        return !type.equals(NONE);
    }

    /**
     * A database.
     *
     * @param url starts with {@code jdbc:} and names no password
     * @param user who it is opened as
     * @param passwordFile the file whose first line is the password
     */
    public record Jdbc(String url, String user, String passwordFile) {

        private static final Pattern SECRET =
                Pattern.compile("(?i)[?&;](password|passwd|pwd|sslpassword)=|//[^/@]*:[^/@]*@");

        static final Jdbc DEFAULT = new Jdbc("", "", "");

        public Jdbc {
            new Rules("store.jdbc.")
                    .must(url.isEmpty() || url.startsWith("jdbc:"), "url", "begin with jdbc:")
                    .must(
                            !SECRET.matcher(url).find(),
                            "url",
                            "hold no password; store.jdbc.password-file names its file")
                    .check();
        }
    }

    /**
     * A Redis server.
     *
     * @param uri {@code redis://host:port}, {@code redis://host:port/database}, or the same with {@code rediss:} for TLS;
     *     names neither user nor password
     * @param user who it is opened as; Redis' default user where it is empty
     * @param passwordFile the file whose first line is the password
     * @param prefix what its keys begin with; may be empty
     */
    public record Redis(String uri, String user, String passwordFile, String prefix) {

        static final Redis DEFAULT = new Redis("redis://127.0.0.1:6379", "", "", "");

        public Redis {
            new Rules("store.redis.")
                    .must(
                            uri.startsWith("redis://") || uri.startsWith("rediss://"),
                            "uri",
                            "begin with redis:// or rediss://")
                    .must(
                            uri.indexOf('@') < 0,
                            "uri",
                            "hold neither user nor password; store.redis.user and store.redis.password-file do")
                    .must(prefix.equals(prefix.strip()), "prefix", "not begin or end with a blank")
                    .check();
        }
    }
}
