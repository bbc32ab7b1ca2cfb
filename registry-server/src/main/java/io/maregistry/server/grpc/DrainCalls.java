package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.DrainRequest;
import io.maregistry.proto.v1.DrainResult;
import io.maregistry.proto.v1.ListWatchersReply;
import io.maregistry.proto.v1.ListWatchersRequest;
import io.maregistry.proto.v1.ReadOptions;
import io.maregistry.proto.v1.WatcherSeen;
import io.maregistry.server.registry.Barrier;
import io.maregistry.server.registry.Batches;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.watch.Confirmed;
import io.maregistry.wire.KeyMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls about draining: {@code Drain}, {@code ListWatchers}. On event loops. */
final class DrainCalls {

    private static final long NO_WAIT = -1;

    private final Drains drains;
    private final Watchers watchers;
    private final Roots roots;
    private final Replies replies;
    private final WriteCalls.Limits limits;

    DrainCalls(Drains drains, Watchers watchers, Roots roots, Replies replies, WriteCalls.Limits limits) {
        this.drains = drains;
        this.watchers = watchers;
        this.roots = roots;
        this.replies = replies;
        this.limits = limits;
    }

    void drain(DrainRequest request, StreamObserver<DrainReply> caller) {
        replies.answer(
                caller,
                () -> {
                    limits.check(request.getItemsCount(), limits.writes());
                    long waitMillis = waitMillis(request.getWaitMs());
                    List<Asked> asked = asked(request.getItemsList());
                    List<Drains.Target> targets = targets(asked);
                    RequestId first = WriteCalls.firstRequest(request.getRequestId(), targets.size());
                    return Batches.run(items(targets, !request.getUndo()), first)
                            .thenCompose(results -> awaited(targets, results, request.getUndo() ? NO_WAIT : waitMillis)
                                    .thenApply(barrier -> new Drained(asked, targets, results, barrier)));
                },
                this::reply);
    }

    /** One item that was read. */
    private record Asked(ServiceName service, InstanceId id, long generation) {}

    private record Drained(
            List<Asked> asked, List<Drains.Target> targets, List<Batches.Result> results, Barrier barrier) {}

    private static long waitMillis(long waitMillis) {
        if (waitMillis < 0 || waitMillis > Drains.MAX_WAIT_MILLIS) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "wait_ms must be at most " + Drains.MAX_WAIT_MILLIS, "wait_ms");
        }
        return waitMillis;
    }

    private static List<Asked> asked(List<DrainItem> items) {
        List<Asked> asked = new ArrayList<>(items.size());
        for (DrainItem item : items) {
            String place = "items[" + asked.size() + ']';
            asked.add(new Asked(
                    KeyMessages.service(item.getService(), place + ".service"),
                    KeyMessages.instance(item.getId(), place + ".id"),
                    generation(item, place + ".generation")));
        }
        return asked;
    }

    private static long generation(DrainItem item, String place) {
        if (!item.hasGeneration()) {
            return Content.NO_GENERATION;
        }
        if (item.getGeneration() < 0) { // above 2^63 - 1
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "generation must be at most " + Long.MAX_VALUE, place);
        }
        return item.getGeneration();
    }

    private static List<Drains.Target> targets(List<Asked> asked) {
        Map<ServiceName, List<Asked>> byService = new LinkedHashMap<>();
        asked.forEach(one -> byService
                .computeIfAbsent(one.service(), first -> new ArrayList<>())
                .add(one));
        return byService.entrySet().stream()
                .map(one -> new Drains.Target(
                        one.getKey(),
                        one.getValue().stream().map(Asked::id).toList(),
                        one.getValue().stream().map(Asked::generation).toList()))
                .toList();
    }

    private List<Batches.Item> items(List<Drains.Target> targets, boolean draining) {
        List<Batches.Item> items = new ArrayList<>(targets.size());
        targets.forEach(target -> items.add(request -> drains.begin(target, draining, request)));
        return items;
    }

    /** Waits for the watchers of all services at once. */
    private CompletionStage<Barrier> awaited(
            List<Drains.Target> targets, List<Batches.Result> results, long waitMillis) {
        CompletionStage<Barrier> all = CompletableFuture.completedFuture(Barrier.NOBODY);
        for (int at = 0; at < targets.size() && waitMillis != NO_WAIT; at++) {
            Written<Outcome.Drained> written = drained(results.get(at));
            if (written != null) {
                all = all.thenCombine(drains.confirmed(targets.get(at).service(), written, waitMillis), Barrier::with);
            }
        }
        return all;
    }

    private static @Nullable Written<Outcome.Drained> drained(Batches.Result result) {
        Written<?> done = result.done();
        return done != null && done.outcome() instanceof Outcome.Drained drained
                ? new Written<>(drained, done.isAppliedHere())
                : null;
    }

    private DrainReply reply(Drained done) {
        Batches.throwFailureOfAll(done.results());
        Batches.Summary summary = Batches.summary(done.results());
        Labels now = roots.labels();
        Barrier barrier = done.barrier();
        DrainReply.Builder reply = DrainReply.newBuilder()
                .setHeader(Headers.of(now.ofWrite(
                        summary.revision() == 0 ? now.revision() : summary.revision(), summary.isAppliedHere())))
                .setWatchers(barrier.watchers())
                .setConfirmed(barrier.confirmed())
                .addAllUnreachable(barrier.unreachable());
        barrier.seen().forEach(seen -> reply.addWaiting(message(seen)));
        for (Asked one : done.asked()) {
            reply.addResults(result(one, done));
        }
        return reply.build();
    }

    private DrainResult result(Asked asked, Drained done) {
        int at = 0;
        while (!done.targets().get(at).service().equals(asked.service())) {
            at++;
        }
        RegistryException failure = done.results().get(at).failure();
        Written<Outcome.Drained> written = drained(done.results().get(at));
        if (failure == null && written != null && written.outcome().absent().contains(asked.id())) {
            failure = new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "the service has no such instance");
        }
        return failure == null
                ? DrainResult.getDefaultInstance()
                : DrainResult.newBuilder()
                        .setError(replies.errors().detail(failure))
                        .build();
    }

    void list(ListWatchersRequest request, StreamObserver<ListWatchersReply> caller) {
        replies.answer(
                caller,
                () -> {
                    ServiceName service = KeyMessages.service(request.getService(), "service");
                    return roots.find(ReadOptions.getDefaultInstance()).thenCompose(ready -> watchers.all(service));
                },
                all -> {
                    ListWatchersReply.Builder reply = ListWatchersReply.newBuilder()
                            .setHeader(Headers.of(roots.labels()))
                            .addAllUnreachable(all.unreachable());
                    all.seen().forEach(seen -> reply.addWatchers(message(seen)));
                    return reply.build();
                });
    }

    private static WatcherSeen message(Confirmed.Seen seen) {
        return WatcherSeen.newBuilder()
                .setWatch(seen.watch())
                .setAddress(seen.address())
                .setRevision(seen.revision())
                .build();
    }
}
