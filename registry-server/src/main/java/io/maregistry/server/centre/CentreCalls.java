package io.maregistry.server.centre;

import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.HttpConversation;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundException;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a path of everything that is registered: GetAsync and PostAsync. Whom it calls is read from one root, so only
 * addresses that instances registered, and each is judged by the rules for addresses when it is connected to. At most {@value
 * #AT_ONCE} calls of a request are under way at once; what has not begun {@value #MAX_SECONDS} s after the first one is not
 * called, nor is anything once {@value #MAX_BYTES} bytes were answered.
 *
 * <p>Any thread; never blocks.
 */
public final class CentreCalls {

    static final int AT_ONCE = 16;
    static final int MAX_SECONDS = 60;
    static final int MAX_ANSWER_BYTES = 256 << 10;
    static final long MAX_BYTES = 16L << 20;

    private static final int MAX_TARGETS = 10_000; // of one request
    private static final int REQUESTS = 4; // under way on a node
    private static final int HEAD_BYTES = 32 << 10; // what an answer may have beside its body

    private final Outbound outbound;
    private final LongSupplier nanoTime;
    private final Semaphore room = new Semaphore(REQUESTS);

    /** {@code nanoTime} is monotonic. */
    public CentreCalls(Outbound outbound, LongSupplier nanoTime) {
        this.outbound = outbound;
        this.nanoTime = nanoTime;
    }

    /**
     * What is asked of whom.
     *
     * @param namespace whose services
     * @param appIds which of them; empty = all
     * @param isEachInstance all instances of each; else one of each that is healthy
     * @param path begins with one slash
     * @param json what is posted; empty: a GET
     * @param limitMillis for each call
     */
    public record Request(
            String namespace,
            List<String> appIds,
            boolean isEachInstance,
            String path,
            Optional<String> json,
            long limitMillis) {

        private static final int MAX_PATH = 2_048;

        public Request {
            appIds = appIds.stream().distinct().toList();
            appIds.forEach(appId -> ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, appId)); // or it is unlawful
            if (!path.startsWith("/") || path.startsWith("//") || !isPlain(path) || path.length() > MAX_PATH) {
                throw new IllegalArgumentException("CallbackUrl must be a path of at most " + MAX_PATH
                        + " ASCII characters that begins with one slash, never a url");
            }
        }
    }

    /**
     * What a target answered.
     *
     * @param status of HTTP
     * @param body its bytes, whatever they are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] body) {}

    /**
     * What became of one target.
     *
     * @param said what the instance registered as; of a service that nothing was called of, its name
     * @param url what was called; empty where nothing was
     * @param answer empty where none came
     * @param why no answer came; empty where one did
     */
    public record Result(Release said, String url, long latencyMillis, Optional<Answer> answer, String why) {}

    /**
     * Calls them all and has the results written, which are in the order of the services, and of each service's instances.
     * Fails with {@code Overloaded} where too many such requests are under way. Whoever cancels the future ends the calls that
     * are under way and has nothing more called; the request's place is free once none is and nothing is being written.
     */
    public <T> CompletableFuture<T> call(
            Root root, Request request, Function<List<Result>, CompletionStage<T>> writing) {
        List<Target> targets = targets(root, request);
        if (targets.size() > MAX_TARGETS) {
            return CompletableFuture.failedFuture(new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "more than " + MAX_TARGETS + " targets; name AppIds, or call one instance of each service",
                    "AppIds"));
        }
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new RegistryException.Overloaded("too many calls of all services are under way", 1));
        }
        Round round = new Round(request, targets);
        CompletableFuture<T> written = round.done.thenCompose(writing);
        var unused = written.whenComplete((answer, failure) -> {
            round.giveUp(); // where whoever asked cancelled it; else it is over
            var unusedEnd = round.done.thenRun(room::release);
        });
        round.begin();
        return written;
    }

    private static List<Target> targets(Root root, Request request) {
        List<Target> targets = new ArrayList<>();
        if (request.appIds().isEmpty()) {
            for (ServiceView service : root.services()) {
                if (targets.size() > MAX_TARGETS) {
                    return targets;
                }
                if (service.size() > 0 && service.name().namespace().equals(request.namespace())) {
                    addTargets(targets, service, request);
                }
            }
        }
        for (String appId : request.appIds()) {
            if (targets.size() > MAX_TARGETS) {
                return targets;
            }
            ServiceName name = ServiceName.of(request.namespace(), ServiceName.DEFAULT_GROUP, appId);
            ServiceView service = root.service(name);
            if (service == null || service.size() == 0) {
                targets.add(Target.none(name, "nothing is registered"));
            } else {
                addTargets(targets, service, request);
            }
        }
        return targets;
    }

    private static void addTargets(List<Target> targets, ServiceView service, Request request) {
        List<Target> callable = new ArrayList<>();
        for (Listed listed : service.instances()) {
            Instance instance = listed.instance();
            boolean isCallable = isCallable(instance.id());
            if (request.isEachInstance()) {
                targets.add(Target.of(service.name(), instance, isCallable ? "" : instance.id() + " is not callable"));
            } else if (isCallable && instance.isHealthy()) {
                callable.add(Target.of(service.name(), instance, ""));
            }
        }
        if (!request.isEachInstance()) {
            targets.add(
                    callable.isEmpty()
                            ? Target.none(service.name(), "no instance is healthy and callable")
                            : callable.get(ThreadLocalRandom.current().nextInt(callable.size())));
        }
    }

    /** Whether it speaks HTTP, at a place that a request line can hold. */
    private static boolean isCallable(InstanceId id) {
        return (id.scheme().equals("http") || id.scheme().equals("https")) && isPlain(id.context());
    }

    private static boolean isPlain(String path) {
        return path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#' && c != '\\');
    }

    /**
     * Whom to call.
     *
     * @param why it is not called; empty where it is
     */
    private record Target(Release said, Optional<InstanceId> id, String why) {

        static Target of(ServiceName service, Instance instance, String why) {
            return new Target(RegisteredService.releaseOf(service, instance), Optional.of(instance.id()), why);
        }

        static Target none(ServiceName service, String why) {
            return new Target(RegisteredService.unnamed(service, ""), Optional.empty(), why);
        }

        Result unanswered(String url, long millis, String reason) {
            return new Result(said, url, millis, Optional.empty(), reason);
        }
    }

    /** The calls of one request. */
    private final class Round {

        private final Request request;
        private final List<Target> targets;
        private final CompletableFuture<List<Result>> done = new CompletableFuture<>(); // none is under way
        private final long endNanos = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);

        // guarded by this
        private final Result[] results;
        private int next;
        private int open;
        private boolean isGivenUp;
        private final Map<Integer, CompletableFuture<?>> underWay =
                new HashMap<>(); // by place; at most as many as are open
        private long bytes;

        Round(Request request, List<Target> targets) {
            this.request = request;
            this.targets = targets;
            this.results = new Result[targets.size()];
        }

        void begin() {
            for (int at = 0; at < AT_ONCE; at++) {
                goOn();
            }
        }

        /** Begins the next call; ends with the last. Those that are done at once are not nested. */
        private void goOn() {
            for (int place = take(); place >= 0; place = take()) {
                int called = place;
                long begun = nanoTime.getAsLong();
                CompletableFuture<HttpConversation.Reply> asked =
                        ask(targets.get(place)).toCompletableFuture();
                if (!asked.isDone()) {
                    follow(called, asked);
                    var unused = asked.whenComplete((reply, failure) -> {
                        forget(called);
                        keep(called, begun, reply, failure);
                        goOn();
                    });
                    return;
                }
                var unused = asked.whenComplete((reply, failure) -> keep(called, begun, reply, failure));
            }
            if (isOver()) {
                done.complete(List.of(results.clone()));
            }
        }

        /** Ends what is under way where nobody waits any more. */
        void giveUp() {
            List<CompletableFuture<?>> open;
            synchronized (this) {
                isGivenUp = true;
                open = List.copyOf(underWay.values());
            }
            open.forEach(asked -> asked.cancel(false)); // each goes on to the next, of which there is none
        }

        private synchronized boolean isGivenUp() {
            return isGivenUp;
        }

        private void follow(int place, CompletableFuture<?> asked) {
            synchronized (this) {
                underWay.put(place, asked);
            }
            if (isGivenUp()) { // since before it was there to be ended
                asked.cancel(false);
            }
        }

        private synchronized void forget(int place) {
            underWay.remove(place);
        }

        /** The place of the next target that is to be called; -1 where there is none. */
        private synchronized int take() {
            while (next < targets.size()) {
                Target target = targets.get(next);
                String why = isGivenUp ? "nobody waits any more" : whyNot(target);
                if (why.isEmpty()) {
                    open++;
                    return next++;
                }
                results[next++] = target.unanswered(url(target), 0, why);
            }
            return -1;
        }

        private String whyNot(Target target) {
            if (!target.why().isEmpty()) {
                return target.why();
            }
            if (bytes >= MAX_BYTES) {
                return "the answers before it have " + MAX_BYTES + " bytes, which is all that is taken";
            }
            return nanoTime.getAsLong() - endNanos >= 0 ? "the " + MAX_SECONDS + " s of all calls were over" : "";
        }

        private synchronized boolean isOver() {
            return open == 0 && next == targets.size();
        }

        private CompletionStage<HttpConversation.Reply> ask(Target target) {
            InstanceId id = target.id().orElseThrow();
            String context = id.context().isEmpty() ? "" : "/" + id.context();
            try {
                return outbound.ask(
                        new Call(
                                id.host(),
                                id.port(),
                                id.scheme().equals("https"),
                                request.limitMillis(),
                                MAX_ANSWER_BYTES + HEAD_BYTES),
                        new HttpConversation(context + request.path(), request.json(), MAX_ANSWER_BYTES));
            } catch (RuntimeException fault) { // it must not keep its place
                return CompletableFuture.failedStage(fault);
            }
        }

        private void keep(int place, long begun, HttpConversation.@Nullable Reply reply, @Nullable Throwable failure) {
            Target target = targets.get(place);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
            keep(
                    place,
                    reply == null
                            ? target.unanswered(url(target), millis, reasonOf(failure))
                            : new Result(
                                    target.said(),
                                    url(target),
                                    millis,
                                    Optional.of(new Answer(reply.status(), reply.body())),
                                    ""));
        }

        private synchronized void keep(int place, Result result) {
            results[place] = result;
            open--;
            bytes += result.answer().map(answer -> answer.body().length).orElse(0);
        }

        private String url(Target target) {
            return target.id().map(id -> id.url() + request.path()).orElse("");
        }
    }

    private static String reasonOf(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no answer") : Causes.of(failure);
        return cause instanceof OutboundException told ? String.valueOf(told.getMessage()) : cause.toString();
    }
}
