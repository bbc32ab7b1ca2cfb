package io.maregistry.server.config;

import java.nio.file.Path;

/**
 * Who this node is and where it keeps what it must not lose.
 *
 * @param name its name among the members, 1 to 64 characters
 * @param dataDir the folder of its identity, its log and its snapshots; made where it is not there
 */
public record NodeConfig(String name, Path dataDir) {

    /** The name of a node that has no other members. */
    public static final String LONE_NAME = "n1";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public NodeConfig {
        new Rules("")
                .must(isName(name), "node.name", "be 1 to 64 letters, digits, '.', '_' or '-', was \"" + name + '"')
                .must(!dataDir.toString().isBlank(), "data-dir", "not be empty")
                .check();
    }

    static boolean isName(String text) {
        return text.matches(NAME);
    }
}
