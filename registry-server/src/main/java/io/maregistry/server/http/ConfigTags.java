package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.PutConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** Entity tags of configuration items: the revision in quotes. Stateless; any thread. */
final class ConfigTags {

    private ConfigTags() {}

    static String of(long revision) {
        return "\"" + revision + '"';
    }

    /** Whether {@code ifNoneMatch}, a list of tags or {@code *}, names the tag; compared weakly, see {@link Tag#isIn}. */
    static boolean isIn(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String one : ifNoneMatch.split(",", -1)) {
            String given = one.trim();
            if (given.equals("*") || given.equals(tag) || given.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    /** The revision that a write asks for: by {@code If-Match}, a tag, or by {@code If-None-Match: *}, which is none. */
    static long expected(Request request) {
        String ifMatch = request.field(HttpHeaderNames.IF_MATCH);
        String ifNoneMatch = request.field(HttpHeaderNames.IF_NONE_MATCH);
        if (ifMatch != null && ifNoneMatch != null) {
            throw invalid("If-Match and If-None-Match exclude each other");
        }
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.equals("*")) {
                throw invalid("If-None-Match must be *, was " + Shown.text(ifNoneMatch));
            }
            return PutConfig.ABSENT;
        }
        return ifMatch == null ? PutConfig.ANY_REVISION : revision(ifMatch);
    }

    private static long revision(String ifMatch) {
        boolean isTag = ifMatch.length() > 2 && ifMatch.startsWith("\"") && ifMatch.endsWith("\"");
        long revision = isTag ? Digits.parse(ifMatch.substring(1, ifMatch.length() - 1)) : -1;
        if (revision < 1) {
            throw invalid("If-Match must be the item's revision in quotes; was " + Shown.text(ifMatch));
        }
        return revision;
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
