//! Tables drawn as text and what is read of them: `^` goes on with the cell above, `<` with the one to the left.
