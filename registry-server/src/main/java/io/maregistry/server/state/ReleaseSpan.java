package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.Release;
import io.maregistry.model.Versions;

/**
 * That an instance ran one build of its program for a while: a line of the version history of its service.
 *
 * @param id the instance
 * @param instanceId its second name, as it was: what the client gave, else the url
 * @param versions what ran
 * @param fromMillis when it registered so, wall time of the leader, epoch milliseconds
 * @param toMillis when it registered otherwise or left; {@link #STILL} while it is listed so
 */
public record ReleaseSpan(InstanceId id, String instanceId, Versions versions, long fromMillis, long toMillis) {

    /** It has not ended. */
    public static final long STILL = 0;

    /** Nothing was said; there is no history of it. */
    static final Versions NOTHING = Release.NONE.versions();

    private static final int MAX_LENGTH = 2_048; // a url has less

    public ReleaseSpan {
        if (instanceId.isEmpty() || instanceId.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "instanceId must have 1 to " + MAX_LENGTH + " characters, had " + instanceId.length());
        }
        if (versions.equals(NOTHING)) {
            throw new IllegalArgumentException("a release must name a build time or a version");
        }
    }

    public boolean isOver() {
        return toMillis != STILL;
    }

    /** It is over then; a wall clock that stands at the beginning of time still ends it. */
    ReleaseSpan endedAt(long millis) {
        return new ReleaseSpan(id, instanceId, versions, fromMillis, Math.max(STILL + 1, millis));
    }
}
