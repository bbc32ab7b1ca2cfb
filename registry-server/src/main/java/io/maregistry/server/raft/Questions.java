package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.google.protobuf.ByteString;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.AskRequest;
import io.maregistry.proto.v1.AskResponse;
import io.maregistry.server.replication.Nodes;
import io.maregistry.server.replication.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks other members over the node port, and answers them. Connections are opened when first needed, so a question that could
 * not leave is tried again until its time is over. Any thread; never blocks.
 */
final class Questions implements RpcProcessor<AskRequest> {

    private static final long RETRY_MILLIS = 50;
    private static final long TRYING_MILLIS =
            2_000; // whoever cannot be reached for so long is down, however long its answer may take

    private final Topics topics = new Topics();
    private final PeerLinks links;
    private final Predicate<PeerId> isMember;
    private final ScheduledExecutorService timer;
    private final Executor calls;

    Questions(PeerLinks links, Predicate<PeerId> isMember, RaftThreads threads) {
        this.links = links;
        this.isMember = isMember;
        this.timer = threads.timer();
        this.calls = threads.calls();
    }

    void serve(String topic, Nodes.Answering answering) {
        topics.serve(topic, answering);
    }

    /** See {@link Nodes#ask}. */
    CompletableFuture<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis) {
        PeerId member = PeerId.parsePeer(peer);
        if (member == null || !isMember.test(member)) {
            return CompletableFuture.failedFuture(
                    new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "no member " + peer));
        }
        AskRequest request = AskRequest.newBuilder()
                .setTopic(topic)
                .setBody(ByteString.copyFrom(question))
                .build();
        Asked asked = new Asked(member, request, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        asked.send();
        return asked.answer;
    }

    @Override
    public String interest() {
        return AskRequest.class.getName();
    }

    @Override
    public Executor executor() {
        return calls;
    }

    @Override
    public void handleRequest(RpcContext context, AskRequest request) {
        var unused = topics.answer(request.getTopic(), request.getBody().toByteArray())
                .whenComplete((answer, failure) -> context.sendResponse(response(answer, failure)));
    }

    private static AskResponse response(byte @Nullable [] answer, @Nullable Throwable failure) {
        return failure == null && answer != null
                ? AskResponse.newBuilder().setBody(ByteString.copyFrom(answer)).build()
                : AskResponse.newBuilder()
                        .setFailure(NodeFailures.toProto(
                                failure == null ? new IllegalStateException("no answer was made") : failure))
                        .build();
    }

    /** A question on its way. */
    private final class Asked implements PeerLinks.Reply<AskResponse> {

        private final PeerId peer;
        private final AskRequest request;
        private final long endNanos;
        private final long lastTryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TRYING_MILLIS);
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        Asked(PeerId peer, AskRequest request, long endNanos) {
            this.peer = peer;
            this.request = request;
            this.endNanos = endNanos;
        }

        void send() {
            long leftMillis = leftMillis();
            if (leftMillis <= 0) { // the pause before this attempt was longer than it should have been
                answer.completeExceptionally(
                        new RegistryException.Unavailable(ErrorCode.NOT_READY, peer + " was not asked in time"));
            } else if (!answer.isDone()) { // whoever asked may have given it up
                links.send(peer, request, AskResponse.class, (int) Math.min(leftMillis, Integer.MAX_VALUE), this);
            }
        }

        private long leftMillis() {
            return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }

        @Override
        public void received(AskResponse response) {
            if (response.hasFailure()) {
                answer.completeExceptionally(NodeFailures.fromProto(response.getFailure()));
            } else {
                answer.complete(response.getBody().toByteArray());
            }
        }

        @Override
        public void notSent(String why) {
            if (leftMillis() > RETRY_MILLIS && lastTryNanos - System.nanoTime() > 0) {
                RaftThreads.later(timer, "question", this::send, RETRY_MILLIS);
            } else {
                answer.completeExceptionally(
                        new RegistryException.Unavailable(ErrorCode.NOT_READY, peer + " was not asked: " + why));
            }
        }

        @Override
        public void lost(String why) {
            answer.completeExceptionally(new RegistryException.Indeterminate(peer + " did not answer: " + why));
        }
    }
}
