/**
 * Small pieces that several packages of the client need and that know none of them: what users must not leave out.
 */
@NullMarked
package io.maregistry.client.internal;

import org.jspecify.annotations.NullMarked;
