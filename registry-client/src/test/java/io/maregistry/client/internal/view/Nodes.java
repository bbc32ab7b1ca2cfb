package io.maregistry.client.internal.view;

import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.ServiceSummary;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nodes that say what a test lets them say. One thread. */
final class Nodes implements WatchSource, ServiceReader {

    final List<Opened> streams = new ArrayList<>();
    final Map<ServiceName, Service> services = new HashMap<>();
    final List<ServiceName> reads = new ArrayList<>();
    long lineage = Told.LINE;
    int polls;
    Duration rest = Duration.ZERO;
    boolean areAway; // no single answer is given
    boolean areSlow; // lists are read only once all are answered
    private final List<Runnable> slow = new ArrayList<>();

    /** A stream as its node sees it. */
    static final class Opened implements Stream {
        final Map<Long, WatchAdd> adds = new LinkedHashMap<>();
        final List<String> acks = new ArrayList<>(); // id@revision
        final Listener listener;
        boolean isClosed;
        Duration retryAfter = Duration.ZERO; // that it was left with

        Opened(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void add(WatchAdd add) {
            if (adds.putIfAbsent(add.getId(), add) != null) {
                throw new IllegalStateException("id in use: " + add.getId());
            }
        }

        @Override
        public void remove(long id) {
            if (adds.remove(id) == null) {
                throw new IllegalStateException("no such id: " + id);
            }
        }

        @Override
        public void acknowledge(long id, long revision) {
            acks.add(id + "@" + revision);
        }

        @Override
        public void close() {
            isClosed = true;
        }

        @Override
        public void leave(Duration asked) {
            retryAfter = asked;
            close();
        }

        void tell(WatchEvent... events) {
            for (WatchEvent event : events) {
                listener.onEvent(event);
            }
        }

        void end(@Nullable Throwable cause) {
            listener.onEnd(cause);
        }

        /** The newest add. */
        WatchAdd last() {
            return List.copyOf(adds.values()).get(adds.size() - 1);
        }
    }

    @Override
    public Stream open(Listener listener) {
        Opened stream = new Opened(listener);
        streams.add(stream);
        return stream;
    }

    @Override
    public Duration rest() {
        return rest;
    }

    Opened last() {
        return streams.get(streams.size() - 1);
    }

    @Override
    public CompletionStage<ListServicesReply> revisions(List<ServiceName> names) {
        polls++;
        if (areAway) {
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }
        ListServicesReply.Builder reply = ListServicesReply.newBuilder().setHeader(header());
        for (ServiceName name : names) {
            reply.addServices(ServiceSummary.newBuilder()
                    .setKey(KeyMessages.toMessage(name))
                    .setRevision(at(name).getRevision()));
        }
        return CompletableFuture.completedStage(reply.build());
    }

    @Override
    public CompletionStage<GetServiceReply> read(ServiceName name) {
        reads.add(name);
        if (areAway) {
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }
        GetServiceReply reply = GetServiceReply.newBuilder()
                .setHeader(header())
                .setService(at(name))
                .build();
        CompletableFuture<GetServiceReply> answer = new CompletableFuture<>();
        if (areSlow) {
            slow.add(() -> answer.complete(reply));
        } else {
            answer.complete(reply);
        }
        return answer;
    }

    /** Answers the reads that wait, and those that come of it. */
    void answerAll() {
        while (!slow.isEmpty()) {
            slow.remove(0).run();
        }
    }

    private Service at(ServiceName name) {
        return services.getOrDefault(name, Told.service(name, 0));
    }

    private Header header() {
        return Header.newBuilder()
                .setLineage(Told.line(lineage))
                .setComplete(true)
                .build();
    }
}
