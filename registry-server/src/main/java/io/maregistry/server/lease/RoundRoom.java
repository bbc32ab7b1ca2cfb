package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;

/**
 * What a round of evictions may still hold: so many names, and so many instances that the state counts when it applies them,
 * which is the size of the service for each command. The last command may count beyond that, or a large service could never
 * be named.
 *
 * <p>One thread.
 */
final class RoundRoom {

    /** The most that a round counts before its last command: 4 to 5 ms of the applying thread. */
    static final int MAX_COUNTED = 32_768;

    private final Root root;
    private int names;
    private int counted;

    private RoundRoom(Root root, int names, int counted) {
        this.root = root;
        this.names = names;
        this.counted = counted;
    }

    /** A whole round. */
    static RoundRoom whole(Root root) {
        return new RoundRoom(root, Expire.MAX_SILENT, MAX_COUNTED);
    }

    /** Another one with as much but for so many names and, where that is any, half of what may be counted. */
    RoundRoom without(int reservedNames) {
        return new RoundRoom(root, names - reservedNames, reservedNames == 0 ? counted : counted / 2);
    }

    boolean hasRoomFor(int moreNames) {
        return moreNames <= names && counted > 0;
    }

    /** One more command of that service begins. */
    void count(ServiceName service) {
        ServiceView view = root.service(service);
        counted -= view == null ? 0 : view.size();
    }

    void name(int more) {
        names -= more;
    }
}
