package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ServiceSummary;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lists where no watch can be opened: asks for the revisions of all services, up to 1,000 at once, and reads the
 * lists of those that moved, one after the other. The next round begins a pause after the end of the last.
 */
final class Polling {

    private static final Logger log = LoggerFactory.getLogger(Polling.class);

    private final ServiceReader reader;
    private final Time time;
    private final Duration every;
    private final Supplier<Collection<KnownService>> services;
    private final Lineages lineages;

    @GuardedBy("this")
    private boolean isOn;

    @GuardedBy("this")
    private boolean isUnderWay; // a round, or the alarm for the next

    Polling(
            ServiceReader reader,
            Time time,
            Duration every,
            Supplier<Collection<KnownService>> services,
            Lineages lineages) {
        this.reader = reader;
        this.time = time;
        this.every = every;
        this.services = services;
        this.lineages = lineages;
    }

    /** Begins, where it has not begun. */
    synchronized void begin() {
        isOn = true;
        if (!isUnderWay) {
            isUnderWay = true;
            var unused = time.alarms().set(Duration.ZERO, this::round);
        }
    }

    /** Ends; what is under way may still arrive. */
    synchronized void end() {
        isOn = false;
    }

    private synchronized boolean goesOn() {
        isUnderWay = isOn;
        return isOn;
    }

    private void round() {
        if (!goesOn()) {
            return;
        }
        List<KnownService> all = List.copyOf(services.get());
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (int from = 0; from < all.size(); from += Add.MAX_SERVICES) {
            List<KnownService> part = all.subList(from, Math.min(all.size(), from + Add.MAX_SERVICES));
            done = done.thenCompose(before -> poll(part));
        }
        var unused = done.whenComplete((end, failure) -> {
            if (failure != null) {
                log.debug("the revisions cannot be asked for", failure);
            }
            Alarms.Alarm unusedNext = time.alarms().set(every, this::round);
        });
    }

    private CompletionStage<Void> poll(List<KnownService> part) {
        long askedNanos = time.now();
        return reader.revisions(part.stream().map(KnownService::name).toList())
                .thenCompose(reply -> lineages.takesIn(ServiceReader.origin(reply.getHeader(), askedNanos))
                        ? readMoved(part, reply)
                        : CompletableFuture.completedStage(null));
    }

    private CompletionStage<Void> readMoved(List<KnownService> part, ListServicesReply reply) {
        Map<ServiceName, Long> revisions = new HashMap<>();
        for (ServiceSummary summary : reply.getServicesList()) {
            revisions.put(KeyMessages.read(summary.getKey()), summary.getRevision());
        }
        List<KnownService> moved = new ArrayList<>();
        for (KnownService service : part) {
            if (isAt(service.toKeep(), reply.getHeader(), revisions.get(service.name()))) {
                confirm(service, reply.getHeader());
            } else {
                moved.add(service);
            }
        }
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (KnownService service : moved) {
            done = done.thenCompose(before -> read(service));
        }
        return done;
    }

    private static boolean isAt(KnownService.@Nullable Kept known, Header header, @Nullable Long revision) {
        return known != null
                && revision != null
                && known.list().revision() == revision
                && known.lineage().equals(header.getLineage());
    }

    private CompletionStage<Void> read(KnownService service) {
        long askedNanos = time.now();
        return reader.read(service.name()).thenAccept(reply -> {
            if (service.state(ServiceReader.origin(reply.getHeader(), askedNanos), reply.getService(), false)) {
                confirm(service, reply.getHeader());
            }
        });
    }

    private void confirm(KnownService service, Header header) {
        if (header.getComplete()) {
            service.confirm(time.now());
        }
    }
}
