package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.replication.Published;

/** Tells who is refused here where to go: the leader's url, as it announced it. */
record LeaderHint(Roles roles, Published published) {

    /** Not done here; names the leader where one is known. */
    RegistryException.NotLeader notLeader() {
        PeerId leader = roles.view().leader();
        Member member = leader == null ? null : published.root().members().get(leader.toString());
        return new RegistryException.NotLeader(member == null ? null : member.url());
    }
}
