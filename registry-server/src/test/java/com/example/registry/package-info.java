/** A store of somebody else's, as {@code docs/guide-stores.md} shows it. */
@NullMarked
package com.example.registry;

import org.jspecify.annotations.NullMarked;
