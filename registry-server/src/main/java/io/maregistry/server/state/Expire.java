package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;

/**
 * The leader saw that these instances of one service had not renewed for their ttl. Each leaves, unless it was seen since
 * or the clock of the state does not agree; then it stays as it is.
 *
 * @param silent at most {@link #MAX_SILENT}, each once
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
        List<Listed> overdue = new ArrayList<>();
        for (Silent one : silent) {
            Services.Stay stay = state.services().stay(one.handle());
            if (stay != null && stay.service().equals(service) && isOverdue(state, stay.listed(), one)) {
                overdue.add(stay.listed());
            }
        }
        if (overdue.isEmpty()) {
            return new Outcome.Expired(state.revision(), 0, 0, 0);
        }
        long revision = state.nextRevision();
        List<Instance> gone = new ArrayList<>(overdue.size());
        for (Listed listed : overdue) {
            state.services().remove(service, listed);
            gone.add(listed.instance());
        }
        state.changed(service, revision, Change.Action.REMOVED, Change.Cause.SILENCE, gone);
        return new Outcome.Expired(revision, 0, gone.size(), 0);
    }

    private static boolean isOverdue(Working state, Listed listed, Silent seen) {
        long lastSeen = state.services().numbers(listed).lastSeenMillis();
        return lastSeen == seen.lastSeenMillis()
                && listed.instance().content().lease().ephemeral()
                && lastSeen
                                + state.settings()
                                        .ttlMillis(listed.instance().content().lease())
                        <= state.clockMillis();
    }
}
