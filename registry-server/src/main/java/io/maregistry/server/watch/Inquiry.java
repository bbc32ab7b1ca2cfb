package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import java.util.concurrent.CompletableFuture;

/**
 * A question about the watchers of one service: answered once all of them know it as it was at a point, or when whoever asks
 * waits no longer, see {@link Confirmations}. Any thread.
 */
public final class Inquiry {

    private final ServiceName service;
    private final ResumeToken point;
    private final CompletableFuture<Confirmed> answer = new CompletableFuture<>();

    Inquiry(ServiceName service, ResumeToken point) {
        this.service = service;
        this.point = point;
    }

    ServiceName service() {
        return service;
    }

    ResumeToken point() {
        return point;
    }

    /** Completed on the watch thread, which must not be blocked. Does not fail; whoever waits no longer may cancel it. */
    public CompletableFuture<Confirmed> answer() {
        return answer;
    }
}
