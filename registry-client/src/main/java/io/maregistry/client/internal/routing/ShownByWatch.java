package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.proto.v1.WatchEvent;

/** Remembers how far a watch has told, so that no later read is older than what was shown. The transport's thread. */
final class ShownByWatch implements Incoming<WatchEvent> {

    private final Seen seen;
    private final Incoming<WatchEvent> incoming;
    private String lineage = ""; // of the stream

    ShownByWatch(Seen seen, Incoming<WatchEvent> incoming) {
        this.seen = seen;
        this.incoming = incoming;
    }

    @Override
    public void message(WatchEvent event) {
        switch (event.getEventCase()) {
            case HELLO -> lineage = event.getHello().getHeader().getLineage();
            case RESET -> lineage = event.getReset().getLineage();
            case STATE -> seen.shown(lineage, event.getState().getService().getRevision());
            case CHANGE -> seen.shown(lineage, event.getChange().getRevision());
            case CONFIG -> seen.shown(lineage, event.getConfig().getRevision());
            case PROGRESS, BYE, REFUSED, EVENT_NOT_SET -> {} // its token says it, if anything does
        }
        if (!event.getToken().isEmpty()) {
            seen.shown(event.getToken());
        }
        incoming.message(event);
    }

    @Override
    public void ended(CallFailure failure) {
        incoming.ended(failure);
    }
}
