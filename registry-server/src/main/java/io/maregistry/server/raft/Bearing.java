package io.maregistry.server.raft;

import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.Standing;
import java.util.function.BooleanSupplier;

/** How a Raft node stands, put together from those who know. Any thread; cheap enough for every answer. */
final class Bearing {

    private final Engine engine;
    private final Roles roles;
    private final Published published;
    private final Membership membership;
    private final Heartbeats heartbeats;
    private final Fitness fitness;

    /** What keeps a node from serving, each asked anew. */
    record Fitness(
            BooleanSupplier isOut, BooleanSupplier isStopping, BooleanSupplier isReady, BooleanSupplier isUndecided) {}

    Bearing(
            Engine engine,
            Roles roles,
            Published published,
            Membership membership,
            Heartbeats heartbeats,
            Fitness fitness) {
        this.engine = engine;
        this.roles = roles;
        this.published = published;
        this.membership = membership;
        this.heartbeats = heartbeats;
        this.fitness = fitness;
    }

    Standing standing() {
        return standing(roles.view());
    }

    /** How it stands with those roles, which may be some of before. */
    Standing standing(Roles.View view) {
        PeerId leader = view.leader();
        return new Standing(
                Standing.Mode.RAFT,
                role(view),
                view.term(),
                leader == null ? null : leader.toString(),
                Math.max(published.root().position().index(), heartbeats.committed()),
                heartbeats.ageMillis(view.isLeader(), membership.otherVoters().isEmpty()),
                health());
    }

    private Standing.Role role(Roles.View view) {
        if (view.isLeader()) {
            return Standing.Role.LEADER;
        }
        if (membership.isLearner()) {
            return Standing.Role.LEARNER;
        }
        return engine.isIn(State.STATE_CANDIDATE) ? Standing.Role.CANDIDATE : Standing.Role.FOLLOWER;
    }

    private Standing.Health health() {
        if (fitness.isOut.getAsBoolean()) {
            return Standing.Health.DIVERGED;
        }
        if (fitness.isStopping.getAsBoolean()) {
            return Standing.Health.STOPPING;
        }
        if (!fitness.isReady.getAsBoolean()) {
            return Standing.Health.NOT_READY;
        }
        return fitness.isUndecided.getAsBoolean() ? Standing.Health.UNDECIDED : Standing.Health.READY;
    }
}
