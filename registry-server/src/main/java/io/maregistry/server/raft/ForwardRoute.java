package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ForwardRequest;
import io.maregistry.proto.v1.ForwardResponse;
import io.maregistry.proto.v1.ForwardedResult;
import io.maregistry.server.replication.Published;
import java.util.ArrayList;
import java.util.List;

/**
 * To the leader's node: one message for each batch, answered command by command. A batch that did not leave this node, or
 * that was refused because the other one leads no longer, was surely not proposed and goes back to the outbox; one that
 * left and is not answered is never sent again, but for renewals.
 */
final class ForwardRoute implements Route {

    private static final long PAUSE_MILLIS = 20; // between two tries to reach a leader
    private static final long APPLY_WAIT_MILLIS = 1_000;

    private final PeerLinks links;
    private final Outbox outbox;
    private final Published published;
    private final PeerId self;
    private final PeerId leader;
    private final int limitMillis;

    /** @param limitMillis how long the leader has to answer */
    ForwardRoute(PeerLinks links, Outbox outbox, Published published, PeerId self, PeerId leader, int limitMillis) {
        this.links = links;
        this.outbox = outbox;
        this.published = published;
        this.self = self;
        this.leader = leader;
        this.limitMillis = limitMillis;
    }

    @Override
    public boolean takes(Pending pending) {
        return pending.passage() == Pending.Passage.ANY_NODE;
    }

    @Override
    public void send(Batch batch) {
        ForwardRequest.Builder request = ForwardRequest.newBuilder().setFrom(self.toString());
        batch.commands().forEach(pending -> request.addCommands(pending.record()));
        links.send(leader, request.build(), ForwardResponse.class, limitMillis, new Answers(batch));
    }

    private final class Answers implements PeerLinks.Reply<ForwardResponse> {

        private final Batch batch;

        Answers(Batch batch) {
            this.batch = batch;
        }

        @Override
        public void notSent(String why) {
            outbox.again(batch, batch.commands(), PAUSE_MILLIS);
            outbox.returned(batch);
        }

        @Override
        public void lost(String why) {
            batch.fail(Outbox::unknown);
            outbox.returned(batch);
        }

        @Override
        public void received(ForwardResponse answer) {
            if (answer.getResultsCount() != batch.commands().size()) {
                lost("an answer for other commands");
                return;
            }
            List<Pending> refused = refusedIn(answer);
            if (!refused.isEmpty()) {
                outbox.again(batch, refused, PAUSE_MILLIS);
            }
            outbox.returned(batch);
            failuresIn(answer);
            awaitAndComplete(answer);
        }

        private List<Pending> refusedIn(ForwardResponse answer) {
            List<Pending> refused = new ArrayList<>();
            for (int at = 0; at < answer.getResultsCount(); at++) {
                ForwardedResult result = answer.getResults(at);
                if (result.hasFailure() && NodeFailures.isNotLeader(result.getFailure())) {
                    refused.add(batch.commands().get(at));
                }
            }
            return refused;
        }

        private void failuresIn(ForwardResponse answer) {
            for (int at = 0; at < answer.getResultsCount(); at++) {
                ForwardedResult result = answer.getResults(at);
                if (result.hasFailure() && !NodeFailures.isNotLeader(result.getFailure())) {
                    batch.commands().get(at).fail(NodeFailures.fromProto(result.getFailure()));
                }
            }
        }

        /** What the caller reads next on this node must show what it wrote, so the answer waits for it, but not for ever. */
        private void awaitAndComplete(ForwardResponse answer) {
            long newest = 0;
            for (ForwardedResult result : answer.getResultsList()) {
                newest = Math.max(newest, result.getIndex());
            }
            if (newest > 0) {
                published
                        .awaitIndex(newest, APPLY_WAIT_MILLIS)
                        .whenComplete((root, late) -> outcomesIn(answer, late == null));
            }
        }

        private void outcomesIn(ForwardResponse answer, boolean isAppliedHere) {
            for (int at = 0; at < answer.getResultsCount(); at++) {
                ForwardedResult result = answer.getResults(at);
                if (result.hasOutcome()) {
                    complete(batch.commands().get(at), result, isAppliedHere);
                }
            }
        }

        private void complete(Pending pending, ForwardedResult result, boolean isAppliedHere) {
            try {
                pending.committed(OutcomeCodec.fromProto(result.getOutcome()), result.getIndex(), isAppliedHere);
            } catch (
                    RegistryException.Corrupted
                            unread) { // a newer leader: it is done, but what came of it stays unknown
                pending.fail(new RegistryException.Indeterminate("done, but not understood: " + unread.getMessage()));
            }
        }
    }
}
