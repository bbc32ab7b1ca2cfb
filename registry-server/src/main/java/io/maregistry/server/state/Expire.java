package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.List;

/**
 * The leader saw that these instances of one service had not renewed for their ttl. Each leaves, unless it was seen since
 * or the clock of the state does not agree; then it stays as it is. One with a grace is Offline first, and is removed when
 * the grace is over, too. Where so many are silent that their network is doubted, they leave late and slowly: {@link
 * Protection}, which begins and ends with this command; it names nobody where only that is to be looked at.
 *
 * @param silent at most {@link #MAX_SILENT}; those that are silent longest first
 */
public record Expire(ServiceName service, List<Silent> silent) implements Command {

    /** The most instances of one command: what applying it costs must not be felt by the writes behind it. */
    public static final int MAX_SILENT = 512;

    public Expire {
        silent = List.copyOf(silent);
        if (silent.size() > MAX_SILENT) {
            throw new IllegalArgumentException(
                    "at most " + MAX_SILENT + " instances expire in one command, were " + silent.size());
        }
    }

    /**
     * One that did not renew.
     *
     * @param handle its stay in the list
     * @param lastSeenMillis when it was last seen on the liveness clock, as the leader saw it
     */
    public record Silent(long handle, long lastSeenMillis) {}

    @Override
    public Outcome applyTo(Working state) {
        return new Expiry(state, service).apply(silent);
    }
}
