package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Expire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The overdue of one round, by service, each service in one command. One thread. */
final class NamedSilent {

    private final RoundRoom room;
    private final List<WatchedStay> stays = new ArrayList<>();
    private final Map<ServiceName, List<Expire.Silent>> byService = new LinkedHashMap<>();

    NamedSilent(RoundRoom room) {
        this.room = room;
    }

    boolean isFull() {
        return !room.hasRoomFor(1);
    }

    void add(WatchedStay stay, long lastSeenMillis) {
        List<Expire.Silent> ones = byService.get(stay.service());
        if (ones == null) {
            ones = new ArrayList<>();
            byService.put(stay.service(), ones);
            room.count(stay.service());
        }
        room.name(1);
        ones.add(new Expire.Silent(stay.handle(), lastSeenMillis));
        stays.add(stay);
    }

    /** Those who are named, as they were watched. */
    List<WatchedStay> stays() {
        return stays;
    }

    List<Expire> commands() {
        List<Expire> commands = new ArrayList<>(byService.size());
        byService.forEach((service, ones) -> commands.add(new Expire(service, ones)));
        return commands;
    }
}
