package io.maregistry.server.state;

import java.util.List;

/**
 * One entry of the replicated log: the commands that waited together.
 *
 * @param wallMillis the leader's wall clock when it made the entry, epoch milliseconds; for people, never for decisions
 * @param commands applied one after another; at most {@link #MAX_COMMANDS}
 */
public record Entry(long wallMillis, List<Command> commands) {

    /** The most commands of one entry. */
    public static final int MAX_COMMANDS = 512;

    public Entry {
        commands = List.copyOf(commands);
        if (commands.size() > MAX_COMMANDS) {
            throw new IllegalArgumentException(
                    "an entry holds at most " + MAX_COMMANDS + " commands, was " + commands.size());
        }
    }
}
