package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who watches by asking again and again. Between two polls of a connection it counts as a watcher still, for a minute behind
 * the answer, and the next poll says what it knows by then. The watch thread.
 */
final class Polls {

    /** What all of them are called: a poll has no name of its own. */
    static final String NAME = "poll";

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long WAITING = Long.MAX_VALUE;

    private final int most;
    private final LongSupplier nanoTime;
    private final Map<ServiceName, Map<String, Poll>> byService = new HashMap<>();
    private final Map<String, Set<ServiceName>> byAddress = new HashMap<>();
    private int size;
    private long sweepNanos; // when all were looked through last

    /** @param most how many are remembered; what comes beyond is not counted */
    Polls(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.sweepNanos = nanoTime.getAsLong();
    }

    /** What one connection knows of one service; {@code until} is when it is forgotten, {@link #WAITING} while it asks. */
    private record Poll(ResumeToken known, long until) {}

    /** Takes what a poll says of itself. */
    interface Taking {
        void take(String address, long revision);
    }

    /** The connection asks what comes after that point. */
    void asks(String address, ServiceName service, ResumeToken known) {
        if (size >= most) {
            sweep();
        }
        Map<String, Poll> there = byService.computeIfAbsent(service, first -> new LinkedHashMap<>());
        if (there.containsKey(address) || size < most) {
            if (there.put(address, new Poll(known, WAITING)) == null) {
                size++;
                byAddress.computeIfAbsent(address, first -> new HashSet<>()).add(service);
            }
        }
        dropIfEmpty(service, there);
    }

    /** Looks through all, once a minute at most: those that nobody asks about are not looked at else. */
    private void sweep() {
        long now = nanoTime.getAsLong();
        if (now - sweepNanos >= REST_NANOS) {
            sweepNanos = now;
            List.copyOf(byService.entrySet()).forEach(one -> forgetRested(one.getKey(), one.getValue()));
        }
    }

    /** The connection was answered. */
    void answered(String address, ServiceName service) {
        Map<String, Poll> there = byService.get(service);
        Poll poll = there == null ? null : there.get(address);
        if (there != null && poll != null) {
            there.put(address, new Poll(poll.known(), nanoTime.getAsLong() + REST_NANOS));
        }
    }

    /** The connection is closed. */
    void gone(String address) {
        Set<ServiceName> services = byAddress.remove(address);
        if (services != null) {
            for (ServiceName service : services) {
                Map<String, Poll> there = byService.get(service);
                if (there != null && there.remove(address) != null) {
                    size--;
                    dropIfEmpty(service, there);
                }
            }
        }
    }

    /** Shows all that watch the service: where they are connected from, and what they know of that lineage. */
    void forEach(ServiceName service, long lineage, Taking taking) {
        Map<String, Poll> there = byService.get(service);
        if (there != null) {
            forgetRested(service, there);
            there.forEach((address, poll) -> taking.take(
                    address, poll.known().lineage() == lineage ? poll.known().revision() : 0));
        }
    }

    private void forgetRested(ServiceName service, Map<String, Poll> there) {
        long now = nanoTime.getAsLong();
        there.entrySet().removeIf(one -> {
            boolean isOver = one.getValue().until() != WAITING && one.getValue().until() - now <= 0;
            if (isOver) {
                size--;
                forgetOf(one.getKey(), service);
            }
            return isOver;
        });
        dropIfEmpty(service, there);
    }

    private void forgetOf(String address, ServiceName service) {
        Set<ServiceName> services = byAddress.get(address);
        if (services != null && services.remove(service) && services.isEmpty()) {
            byAddress.remove(address);
        }
    }

    private void dropIfEmpty(ServiceName service, Map<String, Poll> there) {
        if (there.isEmpty()) {
            byService.remove(service);
        }
    }
}
