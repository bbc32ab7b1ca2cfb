package io.maregistry.server.raft;

import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.proto.v1.ForwardRequest;
import io.maregistry.proto.v1.ForwardResponse;
import io.maregistry.proto.v1.ForwardedResult;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.ForwardedRenewals;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Tick;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the writes of followers on the leader. They wait together with the leader's own, and are answered in one message. The
 * renewals that a follower gathered go where the leader gathers its own.
 */
final class ForwardedCalls implements RpcProcessor<ForwardRequest> {

    private final Outbox outbox;
    private final Supplier<@Nullable RegistryException> refusal;
    private final Function<Command, @Nullable RegistryException> unfit;
    private final Supplier<@Nullable ForwardedRenewals> renewals;
    private final Executor calls;

    /**
     * @param refusal why this node takes no forwards at the moment; null = it does
     * @param unfit why it does not take that command; null = it does
     * @param renewals who gathers renewals; null = nobody, they are commands like others
     */
    ForwardedCalls(
            Outbox outbox,
            Supplier<@Nullable RegistryException> refusal,
            Function<Command, @Nullable RegistryException> unfit,
            Supplier<@Nullable ForwardedRenewals> renewals,
            Executor calls) {
        this.outbox = outbox;
        this.refusal = refusal;
        this.unfit = unfit;
        this.renewals = renewals;
        this.calls = calls;
    }

    @Override
    public String interest() {
        return ForwardRequest.class.getName();
    }

    @Override
    public Executor executor() {
        return calls;
    }

    @Override
    public void handleRequest(RpcContext context, ForwardRequest request) {
        Results results = new Results(request.getCommandsCount(), context);
        RegistryException refused = refusal.get();
        for (int at = 0; at < request.getCommandsCount(); at++) {
            if (refused == null) {
                take(request.getCommands(at), at, results);
            } else {
                results.put(at, failure(refused));
            }
        }
    }

    private void take(CommandRecord record, int at, Results results) {
        CompletionStage<Committed> answer;
        try {
            Command command = CommandCodec.fromProto(record);
            RegistryException refused = unfit.apply(command);
            if (refused != null) {
                // a node that has begun to stop since the message came says where else the command may go
                RegistryException elsewhere = refusal.get();
                results.put(at, failure(elsewhere == null ? refused : elsewhere));
                return;
            }
            answer = pass(command, record);
        } catch (RegistryException.Corrupted unread) { // a newer follower
            results.put(
                    at,
                    failure(new RegistryException.Unavailable(ErrorCode.NOT_READY, "the leader is older: " + unread)));
            return;
        } catch (RegistryException refused) {
            results.put(at, failure(refused));
            return;
        }
        answer.whenComplete((committed, failed) -> results.put(at, result(committed, failed)));
    }

    private CompletionStage<Committed> pass(Command command, CommandRecord record) {
        ForwardedRenewals gathering = renewals.get();
        boolean isGathered = command instanceof Tick tick && tick.elapsedMillis() == 0;
        if (gathering != null && isGathered) {
            return gathering.take((Tick) command);
        }
        Pending pending = Pending.received(command, record);
        outbox.offer(pending);
        return pending.answer();
    }

    private static ForwardedResult result(@Nullable Committed committed, @Nullable Throwable failed) {
        if (committed == null) {
            return failure(failed == null ? Outbox.unknown() : failed);
        }
        return ForwardedResult.newBuilder()
                .setIndex(committed.index())
                .setOutcome(OutcomeCodec.toProto(committed.outcome()))
                .build();
    }

    private static ForwardedResult failure(Throwable failed) {
        return ForwardedResult.newBuilder()
                .setFailure(NodeFailures.toProto(failed))
                .build();
    }

    /** Gathers the results of one message, whichever order they come in, and sends them when the last one is there. */
    private static final class Results {

        private final AtomicReferenceArray<ForwardedResult> results;
        private final AtomicInteger missing;
        private final RpcContext context;

        Results(int count, RpcContext context) {
            this.results = new AtomicReferenceArray<>(count);
            this.missing = new AtomicInteger(count);
            this.context = context;
            if (count == 0) {
                context.sendResponse(ForwardResponse.getDefaultInstance());
            }
        }

        void put(int at, ForwardedResult result) {
            results.set(at, result);
            if (missing.decrementAndGet() == 0) {
                ForwardResponse.Builder answer = ForwardResponse.newBuilder();
                for (int each = 0; each < results.length(); each++) {
                    answer.addResults(results.get(each));
                }
                context.sendResponse(answer.build());
            }
        }
    }
}
