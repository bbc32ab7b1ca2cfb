package io.maregistry.client.internal.renewal;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream of renewals from its opening to its end: what was sent on it, and what came of it. What it keeps is guarded
 * by the lock of {@link Renewals}; what uses the stream itself is called outside of it, as it may run anything.
 */
final class RenewalStream implements Incoming<KeepAliveReply> {

    private static final int MOST_UNANSWERED = 4;
    private static final long LONGEST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Renewals renewals;
    private final Deque<Message> unanswered = new ArrayDeque<>(); // in the order in which they were sent
    private @Nullable Outgoing<KeepAliveRequest> out;
    private boolean isOver;

    /** What one message has renewed. */
    private record Message(List<Sent> stays, long answeredUntilNanos) {}

    /** A stay with the handle that was sent, 0 where it went by its name. */
    private record Sent(Stay stay, long handle) {}

    RenewalStream(Renewals renewals) {
        this.renewals = renewals;
    }

    /** Outside of the lock. */
    void open(RoutedCalls calls) {
        Outgoing<KeepAliveRequest> opened = calls.keepAlive(this);
        boolean isUnwanted;
        synchronized (renewals) {
            out = opened;
            isUnwanted = isOver;
        }
        if (isUnwanted) {
            opened.close();
        }
    }

    /** Outside of the lock: sends what {@link #message} made. */
    void send(KeepAliveRequest request) {
        Outgoing<KeepAliveRequest> open = opened();
        if (open != null) {
            open.send(request);
        }
    }

    /** Outside of the lock: ends what was {@linkplain #giveUp given up}. */
    void close() {
        Outgoing<KeepAliveRequest> open = opened();
        if (open != null) {
            open.close();
        }
    }

    private @Nullable Outgoing<KeepAliveRequest> opened() {
        synchronized (renewals) {
            return out;
        }
    }

    /** Whether another message may be sent now. */
    boolean hasRoom() {
        return !isOver && unanswered.size() < MOST_UNANSWERED;
    }

    /** Whether an answer has not come in time. */
    boolean isStuck(long nowNanos) {
        Message oldest = unanswered.peek();
        return oldest != null && oldest.answeredUntilNanos() - nowNanos < 0;
    }

    /** The message that renews those; it is taken for sent. */
    KeepAliveRequest message(List<Stay> stays, String clusterId, long nowNanos) {
        KeepAliveRequest.Builder request = KeepAliveRequest.newBuilder().setClusterId(clusterId);
        List<Sent> sent = new ArrayList<>(stays.size());
        long patience = LONGEST_PATIENCE_NANOS;
        for (Stay stay : stays) {
            sent.add(new Sent(stay, stay.handle));
            patience = Math.min(patience, stay.everyNanos);
            if (stay.handle == 0) {
                request.addItems(stay.name());
            } else {
                request.addHandles(stay.handle);
            }
        }
        unanswered.add(new Message(sent, nowNanos + patience));
        return request.build();
    }

    @Override
    public void message(KeepAliveReply reply) {
        synchronized (renewals) {
            Message message = isOver ? null : unanswered.poll();
            if (message != null) {
                renewals.renewed(unknown(message, reply));
            }
        }
    }

    /** The stays of a message that the registry does not know. */
    private static List<Stay> unknown(Message message, KeepAliveReply reply) {
        Set<Long> handles = new HashSet<>(reply.getUnknownHandlesList());
        Set<Integer> places = new HashSet<>(reply.getUnknownItemsList());
        List<Stay> unknown = new ArrayList<>();
        int place = 0;
        for (Sent sent : message.stays()) {
            boolean isUnknown = sent.handle() == 0 ? places.contains(place++) : handles.contains(sent.handle());
            if (isUnknown && sent.stay().handle == sent.handle()) { // else it was registered again meanwhile
                unknown.add(sent.stay());
            }
        }
        return unknown;
    }

    @Override
    public void ended(CallFailure failure) {
        synchronized (renewals) {
            if (!isOver) {
                isOver = true;
                renewals.broken(unansweredStays());
            }
        }
    }

    /** Gives up the stream; its end is not told any more. What was not answered comes back. */
    List<Stay> giveUp() {
        isOver = true;
        return unansweredStays();
    }

    private List<Stay> unansweredStays() {
        List<Stay> stays = new ArrayList<>();
        unanswered.forEach(message -> message.stays().forEach(sent -> stays.add(sent.stay())));
        unanswered.clear();
        return stays;
    }
}
