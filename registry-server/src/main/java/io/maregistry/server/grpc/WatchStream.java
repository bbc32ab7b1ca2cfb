package io.maregistry.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.proto.v1.WatchAck;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchBye;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchHello;
import io.maregistry.proto.v1.WatchRefused;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.watch.Watcher;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's watches. Each add has a subscription of its own, whose events are taken out only while the connection takes
 * them; what waits meanwhile waits, and collapses, there. The adds that have news take turns, one event each. A request is
 * taken when the add before it has begun, and only while the connection takes what it may be answered with. The event loop of
 * the call.
 */
final class WatchStream implements StreamObserver<WatchRequest>, OpenStreams.Stream {

    private static final int MAX_ADDS = 1_000;

    private final Parts parts;
    private final EventExecutor loop;
    private final Name name;
    private final ServerCallStreamObserver<WatchEvent> out;
    private final Map<Long, Watched> adds = new HashMap<>();
    private final Deque<Watched> news = new ArrayDeque<>(); // those that may have something to tell
    private @Nullable Watched beginning; // nothing is taken before it has begun, or was refused
    private long lastId; // of an add
    private final Blockage blockage;
    private final Runnable cutOff = CutOff.ofThisCall();
    private boolean isNextDue; // the last request is done with, and the next one not asked for yet
    private boolean isOver;

    private WatchStream(Parts parts, EventExecutor loop, ServerCallStreamObserver<WatchEvent> out, Name name) {
        this.name = name;
        this.parts = parts;
        this.loop = loop;
        this.out = out;
        this.blockage = parts.streams().blockage(0);
    }

    /** What all streams of a server share. */
    record Parts(
            Watching watching,
            Discovery discovery,
            Roots roots,
            CallErrors errors,
            OpenStreams streams,
            LongSupplier nanoTime) {}

    /** Opens a stream and greets its client. */
    static WatchStream open(Parts parts, EventExecutor loop, StreamObserver<WatchEvent> caller, Name name) {
        ServerCallStreamObserver<WatchEvent> out = (ServerCallStreamObserver<WatchEvent>) caller;
        WatchStream stream = new WatchStream(parts, loop, out, name);
        out.disableAutoRequest();
        out.setOnCancelHandler(stream::forget);
        out.setOnReadyHandler(stream::becomesReady);
        out.request(1);
        parts.streams().add(loop, stream);
        stream.begin();
        return stream;
    }

    /** What a stream is called, on which node, and where its client is connected from. */
    record Name(String watch, String node, String address) {}

    private void begin() {
        if (isOver) { // the node stops
            return;
        }
        try {
            parts.discovery().requireReady();
        } catch (RegistryException unfit) {
            fail(unfit);
            return;
        }
        out.onNext(WatchEvent.newBuilder()
                .setHello(WatchHello.newBuilder()
                        .setWatch(name.watch())
                        .setNode(name.node())
                        .setHeader(Headers.of(parts.roots().labels()))
                        .setProgressMs(parts.watching().progress().toMillis()))
                .build());
    }

    @Override
    public void onNext(WatchRequest request) {
        if (isOver) {
            return;
        }
        isNextDue = true;
        switch (request.getRequestCase()) {
            case ADD -> add(request.getAdd());
            case REMOVE -> remove(request.getRemove().getId());
            case ACK -> acknowledge(request.getAck());
            case REQUEST_NOT_SET -> {
                // of a newer client
            }
        }
        takeNext();
    }

    private void takeNext() {
        if (isNextDue && beginning == null && !isOver && out.isReady()) {
            isNextDue = false;
            out.request(1);
        }
    }

    /** The client's requests come first: there may always be more events than it reads. */
    private void becomesReady() {
        blockage.ends();
        adds.values().forEach(Watched::handedOver);
        takeNext();
        pump();
    }

    /** That the add's subscription is open, or the add refused. */
    void hasBegun(Watched watched) {
        if (beginning == watched) {
            beginning = null;
            takeNext();
        }
    }

    private void add(WatchAdd add) {
        try {
            if (Long.compareUnsigned(add.getId(), lastId) <= 0) {
                throw WatchAdds.invalid(
                        "an add needs an id above 0 and above those before it on this stream", "add.id");
            }
            lastId = add.getId();
            if (adds.size() >= MAX_ADDS) {
                throw WatchAdds.invalid("a stream holds at most " + MAX_ADDS + " adds", "add");
            }
            Watched watched = new Watched(this, parts, loop, add.getId(), watcher(add));
            adds.put(add.getId(), watched);
            beginning = watched;
            beginOrRefuse(watched, add);
        } catch (RegistryException unfit) {
            tellRefused(add.getId(), unfit);
        }
    }

    private Watcher watcher(WatchAdd add) {
        String of = name.watch() + '.' + Long.toUnsignedString(add.getId());
        return new Watcher(of, name.address(), add.getAck());
    }

    private void acknowledge(WatchAck ack) {
        if (ack.getId() == 0) {
            adds.values().forEach(watched -> watched.confirm(ack.getRevision()));
        } else if (adds.containsKey(ack.getId())) {
            adds.get(ack.getId()).confirm(ack.getRevision());
        }
    }

    private void beginOrRefuse(Watched watched, WatchAdd add) {
        try {
            watched.begin(add);
        } catch (RuntimeException unfit) { // whatever it is, the client is told
            refuse(add.getId(), unfit);
        }
    }

    /** Forgets the add, and tells its client. */
    void refuse(long id, Throwable why) {
        Watched refused = adds.get(id);
        remove(id);
        tellRefused(id, why);
        if (refused != null) {
            hasBegun(refused);
        }
    }

    private void tellRefused(long id, Throwable why) {
        if (!isOver) {
            out.onNext(WatchEvent.newBuilder()
                    .setId(id)
                    .setRefused(
                            WatchRefused.newBuilder().setError(parts.errors().detail(why)))
                    .build());
        }
    }

    private void remove(long id) {
        Watched watched = adds.remove(id);
        if (watched != null) {
            news.remove(watched);
            watched.close();
        }
    }

    /** That one may have something to tell. */
    void hasNews(Watched watched) {
        news.add(watched);
        pump();
    }

    private void pump() {
        if (news.isEmpty() || !out.isReady() || hasEndedAsUnfit()) {
            return;
        }
        try {
            tell();
        } catch (RuntimeException fault) { // what was taken out and not told must not be missed: the client comes back
            fail(fault);
        }
    }

    private void tell() {
        while (!isOver && out.isReady() && !news.isEmpty()) {
            Watched watched = news.remove();
            WatchEvent event = watched.next();
            if (event != null) {
                out.onNext(event);
                news.add(watched);
                if (out.isReady()) {
                    watched.handedOver();
                }
            }
        }
    }

    @Override
    public void check(long nowNanos) {
        if (hasEndedAsUnfit()) {
            return;
        }
        if (blockage.isTooLong(out.isReady(), nowNanos)) {
            forget(); // with the roots and the changes that wait
            cutOff.run();
            return;
        }
        boolean isComplete = parts.roots().labels().isComplete();
        for (Watched watched : List.copyOf(adds.values())) {
            WatchEvent progress = isOver || !out.isReady() ? null : watched.progress(nowNanos, isComplete);
            if (progress != null) {
                out.onNext(progress);
            }
        }
    }

    /** Ends the stream where the node does not serve any more: what it has to tell may be wrong. */
    private boolean hasEndedAsUnfit() {
        try {
            parts.discovery().requireReady();
            return false;
        } catch (RegistryException unfit) {
            end(unfit.code().name().toLowerCase(Locale.ROOT));
            return true;
        }
    }

    @Override
    public void drain() {
        end("stopping");
    }

    /** Says why, and ends. */
    void end(String reason) {
        if (isOver) {
            return;
        }
        Labels labels = parts.roots().labels();
        Member leader = labels.position().role().equals("leader") ? null : labels.leader();
        WatchBye.Builder bye = WatchBye.newBuilder().setReason(reason);
        if (leader != null) {
            bye.setLeader(Headers.address(leader));
        }
        forget();
        out.onNext(WatchEvent.newBuilder().setBye(bye).build());
        out.onCompleted();
    }

    @Override
    public void fail(Throwable failure) {
        forget();
        out.onError(parts.errors().of(failure));
    }

    @Override
    public void onError(Throwable gone) {
        forget();
    }

    /** The client has nothing more to say, and wants nothing more. */
    @Override
    public void onCompleted() {
        if (!isOver) {
            forget();
            out.onCompleted();
        }
    }

    private void forget() {
        isOver = true;
        parts.streams().remove(loop, this);
        adds.values().forEach(Watched::close);
        adds.clear();
        news.clear();
        beginning = null;
    }
}
