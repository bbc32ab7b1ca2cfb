package io.maregistry.server.state;

import io.maregistry.model.Member;

/** The members as they announced themselves, by peer. One writer thread; {@link #view()} may be read by any. */
final class Members {

    private static final SortedTree.Order<String, Member> BY_PEER = new SortedTree.Order<>() {
        @Override
        public String keyOf(Member value) {
            return value.peer();
        }

        @Override
        public int compare(String key, Member value) {
            return key.compareTo(value.peer());
        }
    };

    private final RowSum rows;
    private SortedTree<String, Member> byPeer = SortedTree.empty(BY_PEER);

    Members(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<String, Member> view() {
        return byPeer;
    }

    void put(Member member) {
        Member before = byPeer.get(member.peer());
        if (before != null) {
            rows.removeMember(before);
        }
        byPeer = byPeer.with(member);
        rows.addMember(member);
    }
}
