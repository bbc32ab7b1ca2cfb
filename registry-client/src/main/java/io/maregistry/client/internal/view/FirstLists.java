package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.GetServiceReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the first list of a service by itself where the watch has not told it in {@value #PATIENCE_MILLIS} ms: its node may
 * hang, or have much to tell. A few at a time, once for each service; the watch keeps the list from then on. Any thread.
 */
final class FirstLists {

    private static final Logger log = LoggerFactory.getLogger(FirstLists.class);

    private static final int PATIENCE_MILLIS = 500;
    private static final int MAX_READS = 8;

    private final ServiceReader reader;
    private final Time time;

    @GuardedBy("this")
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // bounded by the services that are watched

    @GuardedBy("this")
    private int reads; // under way

    @GuardedBy("this")
    private boolean isSet; // the alarm for the first that waits

    @GuardedBy("this")
    private boolean isClosed;

    private record Waiting(KnownService service, long dueNanos) {}

    FirstLists(ServiceReader reader, Time time) {
        this.reader = reader;
        this.time = time;
    }

    /** A service is used for the first time. */
    synchronized void await(KnownService service) {
        waiting.add(new Waiting(
                service, time.now() + Duration.ofMillis(PATIENCE_MILLIS).toNanos()));
        setAlarm();
    }

    synchronized void close() {
        isClosed = true;
        waiting.clear();
    }

    @GuardedBy("this")
    private void setAlarm() {
        Waiting first = waiting.peek();
        if (first != null && !isSet && !isClosed) {
            isSet = true;
            long nanos = Math.max(0, first.dueNanos() - time.now());
            var unused = time.alarms().set(Duration.ofNanos(nanos), this::ring);
        }
    }

    private void ring() {
        synchronized (this) {
            isSet = false;
        }
        readDue();
    }

    private void readDue() {
        for (KnownService next = next(); next != null; next = next()) {
            read(next);
        }
    }

    /** The next one that is due and has no list yet, where another read may begin. */
    private synchronized @Nullable KnownService next() {
        while (reads < MAX_READS) {
            Waiting first = waiting.peek();
            if (first == null || first.dueNanos() - time.now() > 0) {
                setAlarm();
                return null;
            }
            waiting.remove();
            if (first.service().list() == null) {
                reads++;
                return first.service();
            }
        }
        return null; // the end of a read goes on
    }

    private void read(KnownService service) {
        log.debug("the watch has not told a list in time, it is read: service {}", service);
        long askedNanos = time.now();
        var unused = reader.read(service.name()).whenComplete((reply, failure) -> {
            synchronized (this) {
                reads--;
            }
            told(service, askedNanos, reply, failure);
            readDue();
        });
    }

    private static void told(
            KnownService service, long askedNanos, @Nullable GetServiceReply reply, @Nullable Throwable failure) {
        if (reply != null) {
            service.state(ServiceReader.origin(reply.getHeader(), askedNanos), reply.getService(), false);
        } else if (failure != null && Causes.of(failure) instanceof RegistryException why && !why.isTransient()) {
            service.fail(why);
        } else {
            log.debug("a first list cannot be read: service {}", service, failure);
        }
    }
}
