package io.maregistry.server.state;

import io.maregistry.model.Member;

/** A member says where it is reached; the announcement under the same peer is replaced. */
public record Announce(Member member) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        state.members().put(member);
        return new Outcome.Done(state.revision());
    }
}
